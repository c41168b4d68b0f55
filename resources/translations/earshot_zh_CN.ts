<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Banner</name>
    <message>
        <source>Dismiss this notice</source>
        <translation>关闭这条提示</translation>
    </message>
    <message>
        <source>Dismiss this notice (Esc)</source>
        <translation>关闭这条提示（Esc）</translation>
    </message>
</context>
<context>
    <name>CaptionPane</name>
    <message>
        <source>Jump to newest</source>
        <translation>跳到最新</translation>
    </message>
    <message>
        <source>Back to the line that is being spoken (Ctrl+J)</source>
        <translation>回到正在说的这一行（Ctrl+J）</translation>
    </message>
</context>
<context>
    <name>CaptionView</name>
    <message>
        <source>Captions</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>Written in a hurry; it is refined when there is time.</source>
        <translation>时间紧，先写下这一版；有空时会再修正。</translation>
    </message>
</context>
<context>
    <name>CaptionWindow</name>
    <message>
        <source>Captions - Earshot</source>
        <translation>字幕 - Earshot</translation>
    </message>
    <message>
        <source>Caption window</source>
        <translation>字幕窗口</translation>
    </message>
    <message>
        <source>Captions appear here</source>
        <translation>字幕会显示在这里</translation>
    </message>
    <message>
        <source>Close the caption window</source>
        <translation>关闭字幕窗口</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Caption window</source>
        <translation>字幕窗口</translation>
    </message>
    <message>
        <source>Two lines of captions above other programs</source>
        <translation>在其他程序上方显示两行字幕</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Save what was said as a file</source>
        <translation>把内容保存为文件</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>全部复制</translation>
    </message>
    <message>
        <source>Copy everything that was said</source>
        <translation>复制说过的全部内容</translation>
    </message>
    <message>
        <source>Open a file...</source>
        <translation>打开文件……</translation>
    </message>
    <message>
        <source>Caption a sound or video file</source>
        <translation>为音频或视频文件生成字幕</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>放大文字</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>缩小文字</translation>
    </message>
    <message>
        <source>Normal text size</source>
        <translation>默认文字大小</translation>
    </message>
    <message>
        <source>Jump to newest</source>
        <translation>跳到最新</translation>
    </message>
    <message>
        <source>Settings...</source>
        <translation>设置……</translation>
    </message>
    <message>
        <source>How captions look, what writes them, what is kept</source>
        <translation>字幕的样子、用哪个模型、保存什么</translation>
    </message>
    <message>
        <source>Correct a sentence</source>
        <translation>改正一句话</translation>
    </message>
    <message>
        <source>Or double-click it; Enter keeps, Esc leaves</source>
        <translation>也可以双击它；回车保存，Esc 放弃</translation>
    </message>
    <message>
        <source>Personal vocabulary...</source>
        <translation>我的热词...</translation>
    </message>
    <message>
        <source>Names and terms that are to be heard</source>
        <translation>希望被听出来的人名和术语</translation>
    </message>
    <message>
        <source>Next vocabulary profile</source>
        <translation>下一套热词方案</translation>
    </message>
    <message>
        <source>Versions, devices, models and the end of the log, to report a fault; nothing that was said</source>
        <translation>版本、设备、模型和日志末尾，用于报告故障；不含任何说过的话</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>Dismiss the newest notice</source>
        <translation>关闭最新的提示</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Start captions</source>
        <translation>开始字幕</translation>
    </message>
    <message>
        <source>Finishing...</source>
        <translation>正在收尾……</translation>
    </message>
    <message>
        <source>The last words are being written</source>
        <translation>正在写完最后几句话</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop captions; all that was said is finished first</source>
        <translation>停止字幕；说过的话会先写完</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Go on with captions</source>
        <translation>继续显示字幕</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Hear nothing until you go on</source>
        <translation>暂时不听，直到你选择继续</translation>
    </message>
</context>
<context>
    <name>Corrections</name>
    <message>
        <source>These captions are not stored: the correction stands in this window alone.</source>
        <translation>这些字幕没有存档：改正只显示在这个窗口里。</translation>
    </message>
    <message>
        <source>The correction is not saved: {why}</source>
        <translation>改正没有保存：{why}</translation>
    </message>
    <message>
        <source>My words</source>
        <translation>我的词</translation>
    </message>
    <message>
        <source>Listen for this word from now on?</source>
        <translation>以后要留意这个词吗？</translation>
    </message>
    <message>
        <source>It goes to the list “{name}”.</source>
        <translation>它会加入词表“{name}”。</translation>
    </message>
    <message>
        <source>The word as it is to be written</source>
        <translation>要写成的样子</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add the word, and ask again the next time</source>
        <translation>添加这个词，下次再问</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>总是</translation>
    </message>
    <message>
        <source>Add the word, and from now on without asking</source>
        <translation>添加这个词，以后不再询问</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>不用</translation>
    </message>
    <message>
        <source>Learn nothing from corrections</source>
        <translation>不从改正中学习</translation>
    </message>
    <message>
        <source>“{words}” will be listened for from the next sentence on.</source>
        <translation>从下一句起会留意“{words}”。</translation>
    </message>
    <message>
        <source>It is in the list “{name}”.</source>
        <translation>它在词表“{name}”里。</translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message>
        <source>Something in Earshot failed unexpectedly.</source>
        <translation>Earshot 内部出现意外错误。</translation>
    </message>
    <message>
        <source>If captions do not go on, start them again.</source>
        <translation>如果字幕没有继续，请重新开始。</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>Earshot ended unexpectedly last time.</source>
        <translation>Earshot 上次意外退出。</translation>
    </message>
    <message>
        <source>What was said until then is kept in the transcripts.</source>
        <translation>在此之前说的话都保存在记录中。</translation>
    </message>
    <message>
        <source>The details are copied: paste them into your report.</source>
        <translation>详细信息已复制，请粘贴到您的报告中。</translation>
    </message>
</context>
<context>
    <name>EmptyPage</name>
    <message>
        <source>Nothing leaves this computer: no account, no upload.</source>
        <translation>一切都留在这台电脑上：不用账号，也不上传。</translation>
    </message>
    <message>
        <source>Space starts and pauses.  Ctrl+L opens the caption window above other programs.</source>
        <translation>按空格键开始或暂停，按 Ctrl+L 打开悬浮在其他程序上方的字幕窗口。</translation>
    </message>
    <message>
        <source>Press Start, and what people say appears here.</source>
        <translation>点“开始”，人们说的话就会显示在这里。</translation>
    </message>
    <message>
        <source>Getting ready...</source>
        <translation>正在准备……</translation>
    </message>
    <message>
        <source>Listening. Captions appear as soon as somebody speaks.</source>
        <translation>正在听。有人说话，字幕就会出现。</translation>
    </message>
    <message>
        <source>Paused. Nothing is heard until you go on.</source>
        <translation>已暂停。继续之前不会听任何声音。</translation>
    </message>
    <message>
        <source>Finishing...</source>
        <translation>正在收尾……</translation>
    </message>
</context>
<context>
    <name>ExportMenu</name>
    <message>
        <source>{format} (.{suffix})</source>
        <translation>{format}（.{suffix}）</translation>
    </message>
    <message>
        <source>Export captions</source>
        <translation>导出字幕</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Captions {when}</source>
        <translation>字幕 {when}</translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>已保存为 {name}。</translation>
    </message>
    <message>
        <source>It holds the captions of {session}.</source>
        <translation>内容是 {session} 的字幕。</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>All of them, a file each</source>
        <translation>全部，各存一个文件</translation>
    </message>
    <message>
        <source>{session} (not stored)</source>
        <translation>{session}（未保存）</translation>
    </message>
</context>
<context>
    <name>FolderField</name>
    <message>
        <source>Choose...</source>
        <translation>选择……</translation>
    </message>
    <message>
        <source>Use Earshot&apos;s own</source>
        <translation>用 Earshot 自己的</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>More: copy, text size, vocabulary, settings</source>
        <translation>更多：复制、文字大小、热词、设置</translation>
    </message>
</context>
<context>
    <name>HotwordCorner</name>
    <message>
        <source>Vocabulary profile</source>
        <translation>热词方案</translation>
    </message>
    <message>
        <source>All vocabulary lists are used from the next sentence on.</source>
        <translation>从下一句起使用全部热词表。</translation>
    </message>
    <message>
        <source>The vocabulary “{name}” is used from the next sentence on.</source>
        <translation>从下一句起使用热词方案“{name}”。</translation>
    </message>
    <message>
        <source>All lists</source>
        <translation>全部词表</translation>
    </message>
</context>
<context>
    <name>HotwordEditor</name>
    <message>
        <source>add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>“{text}” cannot be a word of a list.</source>
        <translation>“{text}”不能作为词条。</translation>
    </message>
    <message>
        <source>“{text}” is in this list already.</source>
        <translation>“{text}”已经在这个词表里了。</translation>
    </message>
    <message>
        <source>add {count}</source>
        <translation>添加 {count} 条</translation>
    </message>
    <message>
        <source>Added: {count}.</source>
        <translation>已添加 {count} 条。</translation>
    </message>
    <message>
        <source>There already: {count}.</source>
        <translation>其中 {count} 条原来就有。</translation>
    </message>
    <message>
        <source>Lines that cannot be used: {count}.</source>
        <translation>有 {count} 行不能用。</translation>
    </message>
    <message>
        <source>There is no list to add to.</source>
        <translation>还没有可以添加的词表。</translation>
    </message>
    <message>
        <source>Make one with the + beside Lists.</source>
        <translation>请用“词表”旁边的 + 新建一个。</translation>
    </message>
    <message>
        <source>My words</source>
        <translation>我的词</translation>
    </message>
    <message>
        <source>“{name}” was removed.</source>
        <translation>已删除“{name}”。</translation>
    </message>
    <message>
        <source>Bring it back</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>No list is open.</source>
        <translation>没有打开词表。</translation>
    </message>
    <message>
        <source>saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>saving...</source>
        <translation>正在保存...</translation>
    </message>
    <message>
        <source>Words: {count}, {saved}</source>
        <translation>共 {count} 个词，{saved}</translation>
    </message>
    <message>
        <source>Only with re&amp;marks ({count})</source>
        <translation>只看有提示的 ({count})(&amp;M)</translation>
    </message>
    <message>
        <source>Personal vocabulary</source>
        <translation>我的热词</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
</context>
<context>
    <name>HotwordFiles</name>
    <message>
        <source>&amp;Files</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>Import and export lists</source>
        <translation>导入和导出词表</translation>
    </message>
    <message>
        <source>Imported as “{name}”, words: {count}.</source>
        <translation>已导入为“{name}”，共 {count} 个词。</translation>
    </message>
    <message>
        <source>Lines that cannot be used: {count}.</source>
        <translation>有 {count} 行不能用。</translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>已保存为 {name}。</translation>
    </message>
    <message>
        <source>Import a vocabulary</source>
        <translation>导入词表</translation>
    </message>
    <message>
        <source>Word lists (*.txt *.tsv *.csv)</source>
        <translation>词表 (*.txt *.tsv *.csv)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Export the list</source>
        <translation>导出词表</translation>
    </message>
    <message>
        <source>Export everything (.txt)...</source>
        <translation>导出全部内容 (.txt)...</translation>
    </message>
    <message>
        <source>Export for Fun-ASR: word, sounds, weight (.tsv)...</source>
        <translation>导出给 Fun-ASR：词、读音、权重 (.tsv)...</translation>
    </message>
    <message>
        <source>Export a table (.csv)...</source>
        <translation>导出表格 (.csv)...</translation>
    </message>
    <message>
        <source>Export one word a line (.txt)...</source>
        <translation>导出为每行一词 (.txt)...</translation>
    </message>
    <message>
        <source>Export wrong=&gt;right pairs (.txt)...</source>
        <translation>导出“错=&gt;对”对照 (.txt)...</translation>
    </message>
    <message>
        <source>Import a file as a list...</source>
        <translation>把文件导入为词表...</translation>
    </message>
    <message>
        <source>Show the folder of the lists</source>
        <translation>打开词表所在的文件夹</translation>
    </message>
    <message>
        <source>When I correct a word</source>
        <translation>我改正一个词时</translation>
    </message>
    <message>
        <source>Ask whether to listen for it</source>
        <translation>询问是否留意它</translation>
    </message>
    <message>
        <source>Always listen for it</source>
        <translation>总是留意它</translation>
    </message>
    <message>
        <source>Learn nothing</source>
        <translation>不学习</translation>
    </message>
</context>
<context>
    <name>HotwordLayout</name>
    <message>
        <source>Filter (Ctrl+F)</source>
        <translation>筛选 (Ctrl+F)</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Add a word (Ctrl+N), or paste many lines</source>
        <translation>添加词 (Ctrl+N)，也可粘贴多行</translation>
    </message>
    <message>
        <source>Add a word</source>
        <translation>添加词</translation>
    </message>
    <message>
        <source>Pa&amp;ste</source>
        <translation>粘贴(&amp;S)</translation>
    </message>
    <message>
        <source>Add the lines of the clipboard (Ctrl+V in the table)</source>
        <translation>添加剪贴板里的各行（在表格里按 Ctrl+V）</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
    <message>
        <source>Delete the selected words (Del)</source>
        <translation>删除选中的词 (Del)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
</context>
<context>
    <name>HotwordSheet</name>
    <message>
        <source>change in the file</source>
        <translation>文件里的改动</translation>
    </message>
    <message>
        <source>edit</source>
        <translation>修改</translation>
    </message>
</context>
<context>
    <name>HotwordSidebar</name>
    <message>
        <source>Profiles</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>Lists</source>
        <translation>词表</translation>
    </message>
    <message>
        <source>New profile</source>
        <translation>新方案</translation>
    </message>
    <message>
        <source>New list</source>
        <translation>新词表</translation>
    </message>
    <message>
        <source>All lists</source>
        <translation>全部词表</translation>
    </message>
    <message>
        <source>The checked lists make the profile; F2 renames, Delete removes</source>
        <translation>勾选的词表组成当前方案；F2 改名，Delete 删除</translation>
    </message>
    <message>
        <source>One click, or Ctrl+Shift+K, switches from the next sentence on</source>
        <translation>点一下或按 Ctrl+Shift+K 即可切换，从下一句起生效</translation>
    </message>
    <message>
        <source>&amp;Profiles</source>
        <translation>方案(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Lists</source>
        <translation>词表(&amp;L)</translation>
    </message>
</context>
<context>
    <name>HotwordTable</name>
    <message>
        <source>Computed: {sounds}</source>
        <translation>推算的读音：{sounds}</translation>
    </message>
    <message>
        <source>Offered to the model {offered} times, heard {heard} times, put in place {replaced} times</source>
        <translation>给模型作候选 {offered} 次，听到 {heard} 次，由规则替换 {replaced} 次</translation>
    </message>
    <message>
        <source>Word</source>
        <translation>词</translation>
    </message>
    <message>
        <source>Sounds like</source>
        <translation>读音或译文</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Heard</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>Last heard</source>
        <translation>上次听到</translation>
    </message>
    <message>
        <source>The word as it is to be written; other spellings of it behind |</source>
        <translation>要写成的样子；其他写法放在 | 后面</translation>
    </message>
    <message>
        <source>What it sounds like, or its translation; in grey what Earshot works out, which you may replace</source>
        <translation>听起来像什么，或者译文；灰色的是 Earshot 推算的，可以改写</translation>
    </message>
    <message>
        <source>0.1 to 10: of two words that fit equally well, the heavier goes first</source>
        <translation>0.1 到 10：两个词同样符合时，权重大的优先</translation>
    </message>
    <message>
        <source>For you alone</source>
        <translation>只给自己看</translation>
    </message>
    <message>
        <source>How often it was heard in captions</source>
        <translation>在字幕里听到的次数</translation>
    </message>
    <message>
        <source>When it was heard last</source>
        <translation>上次听到的时间</translation>
    </message>
</context>
<context>
    <name>HotwordTrial</name>
    <message>
        <source>Type a sentence as it might be heard, mistakes and all</source>
        <translation>输入一句可能听成的话，听错的字也照写</translation>
    </message>
    <message>
        <source>What was &amp;heard last</source>
        <translation>刚才听到的话(&amp;H)</translation>
    </message>
    <message>
        <source>The newest sentence of the captions, as the model heard it</source>
        <translation>字幕里最新的一句，按模型听到的样子</translation>
    </message>
    <message>
        <source>Hear it &amp;again</source>
        <translation>再听一遍(&amp;A)</translation>
    </message>
    <message>
        <source>Let the model write the newest sentence again, with the list and without it</source>
        <translation>让模型把最新的一句重写两遍：用词表和不用词表</translation>
    </message>
    <message>
        <source>Nothing was heard yet.</source>
        <translation>还没有听到任何话。</translation>
    </message>
    <message>
        <source>Start captions and say the sentence.</source>
        <translation>请开始字幕，然后说出这句话。</translation>
    </message>
    <message>
        <source>None of {count} words would come up.</source>
        <translation>{count} 个词里没有会被找出来的。</translation>
    </message>
    <message>
        <source>With the rules alone</source>
        <translation>只用规则</translation>
    </message>
    <message>
        <source>With the list, careful</source>
        <translation>用词表（谨慎替换）</translation>
    </message>
    <message>
        <source>With the list, always</source>
        <translation>用词表（总是替换）</translation>
    </message>
    <message>
        <source>Without the list</source>
        <translation>不用词表</translation>
    </message>
    <message>
        <source>was used</source>
        <translation>被采用</translation>
    </message>
    <message>
        <source>was offered</source>
        <translation>作过候选</translation>
    </message>
    <message>
        <source>{model}, without the list</source>
        <translation>{model}，不用词表</translation>
    </message>
    <message>
        <source>With the list</source>
        <translation>用词表</translation>
    </message>
    <message>
        <source>Shows which words would come up, why, and what the sentence becomes.</source>
        <translation>这里显示哪些词会被找出来、为什么，以及句子会变成什么样。</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Word</source>
        <translation>词</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Words that would come up</source>
        <translation>会被找出来的词</translation>
    </message>
    <message>
        <source>&amp;Try it</source>
        <translation>试一试(&amp;T)</translation>
    </message>
</context>
<context>
    <name>HotwordView</name>
    <message>
        <source>Words of the list</source>
        <translation>词表里的词</translation>
    </message>
</context>
<context>
    <name>LevelMeter</name>
    <message>
        <source>Sound level</source>
        <translation>音量</translation>
    </message>
    <message>
        <source>{level} dB below the loudest possible</source>
        <translation>比最大音量低 {level} dB</translation>
    </message>
    <message>
        <source>Shows how loud the sound is while captions run</source>
        <translation>字幕运行时显示声音有多大</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>New captions, {time}</source>
        <translation>新的字幕，{time}</translation>
    </message>
    <message>
        <source>Finishing: the last words are being written, then the window closes.</source>
        <translation>正在收尾：写完最后几句话后窗口就会关闭。</translation>
    </message>
    <message>
        <source>{seconds} s of speech are left.</source>
        <translation>还剩 {seconds} 秒语音。</translation>
    </message>
    <message>
        <source>It will take about {seconds} s.</source>
        <translation>大约还要 {seconds} 秒。</translation>
    </message>
    <message>
        <source>Close now</source>
        <translation>立即关闭</translation>
    </message>
</context>
<context>
    <name>ModelPage</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Spoken language</source>
        <translation>说话的语言</translation>
    </message>
    <message>
        <source>Choosing the language reduces mistakes.</source>
        <translation>指定语言可以减少错误。</translation>
    </message>
    <message>
        <source>Your languages</source>
        <translation>会说的语言</translation>
    </message>
    <message>
        <source>Earshot detects which of these is spoken.</source>
        <translation>Earshot 会从中识别正在说的语言。</translation>
    </message>
    <message>
        <source>Chinese characters</source>
        <translation>汉字</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Simplified</source>
        <translation>简体</translation>
    </message>
    <message>
        <source>Traditional</source>
        <translation>繁体</translation>
    </message>
    <message>
        <source>Compute on</source>
        <translation>用什么计算</translation>
    </message>
    <message>
        <source>A graphics card with room for the model is faster and leaves the processor free.</source>
        <translation>显存放得下模型时，显卡更快，也不占用处理器。</translation>
    </message>
    <message>
        <source>Graphics card, if there is room</source>
        <translation>显存够就用显卡</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Graphics card</source>
        <translation>显卡</translation>
    </message>
    <message>
        <source>Processor cores</source>
        <translation>处理器核心数</translation>
    </message>
    <message>
        <source>Fewer leave more of the computer to other programs.</source>
        <translation>少用一些，留给其他程序的就多一些。</translation>
    </message>
    <message>
        <source>As many as are good for it</source>
        <translation>自动选择</translation>
    </message>
    <message>
        <source>It is being loaded. Captions go on with the model before until it is ready.</source>
        <translation>正在载入。载入完成之前，字幕继续使用原来的模型。</translation>
    </message>
    <message>
        <source>Came with Earshot, to try it out; it mishears a lot.</source>
        <translation>随 Earshot 附带，供试用，听错的地方很多。</translation>
    </message>
    <message>
        <source>Its finished text has no punctuation.</source>
        <translation>定稿文字没有标点。</translation>
    </message>
    <message>
        <source>Takes {size} GB of memory.</source>
        <translation>占用 {size} GB 内存。</translation>
    </message>
    <message>
        <source>Best at hand</source>
        <translation>现有最好的模型</translation>
    </message>
    <message>
        <source>Best at hand ({title})</source>
        <translation>现有最好的模型（{title}）</translation>
    </message>
    <message>
        <source>Detect automatically</source>
        <translation>自动识别</translation>
    </message>
    <message>
        <source>Knows {count} languages.</source>
        <translation>懂 {count} 种语言。</translation>
    </message>
    <message>
        <source>Languages: {languages}.</source>
        <translation>语言：{languages}。</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Only the demo model is installed: expect mistakes.</source>
        <translation>只安装了演示模型，出错会比较多。</translation>
    </message>
    <message>
        <source>Sound is back, from “{device}”.</source>
        <translation>声音已恢复，来自“{device}”。</translation>
    </message>
    <message>
        <source>This computer was too busy: {seconds} s of sound went by without captions.</source>
        <translation>电脑太忙：有 {seconds} 秒的声音没能变成字幕。</translation>
    </message>
    <message>
        <source>Close other programs that keep it busy.</source>
        <translation>请关闭占用电脑的其他程序。</translation>
    </message>
</context>
<context>
    <name>PlaceField</name>
    <message>
        <source>Show</source>
        <translation>打开</translation>
    </message>
</context>
<context>
    <name>Rescue</name>
    <message>
        <source>Captions ended abruptly before their first text. Their sound is kept in {place}.</source>
        <translation>字幕在写出第一条文字之前意外中断。声音保存在 {place}。</translation>
    </message>
    <message>
        <source>The captions of {title} ended abruptly. All {count} texts are kept.</source>
        <translation>{title} 的字幕意外中断。{count} 条文字都已保存。</translation>
    </message>
    <message>
        <source>Captions ended abruptly {times} times, last those of {title}. All {count} texts are kept.</source>
        <translation>字幕有 {times} 次意外中断，最近一次是 {title}。全部 {count} 段文字都已保存。</translation>
    </message>
    <message>
        <source>Export...</source>
        <translation>导出…</translation>
    </message>
</context>
<context>
    <name>SentenceField</name>
    <message>
        <source>Correct the sentence</source>
        <translation>改正这句话</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>“{title}” was unplugged.</source>
        <translation>“{title}”被拔掉了。</translation>
    </message>
    <message>
        <source>“{title}” was disconnected.</source>
        <translation>“{title}”断开了。</translation>
    </message>
    <message>
        <source>“{title}” stopped delivering sound.</source>
        <translation>“{title}”不再传来声音。</translation>
    </message>
    <message>
        <source>“{title}” stopped delivering sound ({reason}).</source>
        <translation>“{title}”不再传来声音（{reason}）。</translation>
    </message>
    <message>
        <source>“{title}” is no longer the default device.</source>
        <translation>“{title}”不再是默认设备。</translation>
    </message>
    <message>
        <source>Captions go on by themselves when it is back.</source>
        <translation>它恢复后，字幕会自动继续。</translation>
    </message>
    <message>
        <source>Captions go on by themselves when it, or the default device, is back.</source>
        <translation>它或默认设备恢复后，字幕会自动继续。</translation>
    </message>
    <message>
        <source>This computer has no microphone that can be heard.</source>
        <translation>这台电脑没有可用的麦克风。</translation>
    </message>
    <message>
        <source>Plug one in, or caption a file: main.py caption FILE.</source>
        <translation>请插上麦克风，或者为文件生成字幕：main.py caption FILE。</translation>
    </message>
    <message>
        <source>The microphone “{title}” cannot be opened ({reason}).</source>
        <translation>无法打开麦克风“{title}”（{reason}）。</translation>
    </message>
    <message>
        <source>Plug it in, close programs that use it alone, or choose another one (&apos;devices&apos; lists them).</source>
        <translation>请插上它，关闭独占它的程序，或者选择另一个麦克风。</translation>
    </message>
    <message>
        <source>There is no source named “{name}”.</source>
        <translation>没有名为“{name}”的声音来源。</translation>
    </message>
    <message>
        <source>The command &apos;devices&apos; lists those that are there.</source>
        <translation>请从列表中选择一个现有的来源。</translation>
    </message>
    <message>
        <source>This computer has no speaker whose sound can be heard.</source>
        <translation>这台电脑没有可以收听的扬声器。</translation>
    </message>
    <message>
        <source>Connect or enable one.</source>
        <translation>请连接或启用一个。</translation>
    </message>
    <message>
        <source>The sound server does not answer.</source>
        <translation>声音服务没有响应。</translation>
    </message>
    <message>
        <source>The sound library cannot look for devices ({reason}).</source>
        <translation>声音库无法查找设备（{reason}）。</translation>
    </message>
    <message>
        <source>Close Earshot and start it again.</source>
        <translation>请关闭 Earshot 后重新启动。</translation>
    </message>
    <message>
        <source>The disk is full: the recording {name} ends here.</source>
        <translation>磁盘已满：录音 {name} 到此为止。</translation>
    </message>
    <message>
        <source>The disk is nearly full: the recording {name} ends here, so that the text has room.</source>
        <translation>磁盘快满了：录音 {name} 到此为止，以便为文字留出空间。</translation>
    </message>
    <message>
        <source>Captions go on; free some space for the next one.</source>
        <translation>字幕继续；请为下一次录音腾出空间。</translation>
    </message>
    <message>
        <source>The recording {name} cannot be written ({reason}).</source>
        <translation>无法写入录音 {name}（{reason}）。</translation>
    </message>
    <message>
        <source>Captions go on; choose another folder for recordings in the settings.</source>
        <translation>字幕继续；请在设置中为录音另选一个文件夹。</translation>
    </message>
    <message>
        <source>The recogniser failed ({reason}).</source>
        <translation>识别出错（{reason}）。</translation>
    </message>
    <message>
        <source>Captions go on; if it happens again, choose another model.</source>
        <translation>字幕继续；如果再次出现，请换一个模型。</translation>
    </message>
    <message>
        <source>Captioning stopped: {reason}.</source>
        <translation>字幕已停止：{reason}。</translation>
    </message>
    <message>
        <source>The transcript is not saved: {reason}</source>
        <translation>文字没有保存：{reason}</translation>
    </message>
    <message>
        <source>What was said until now is kept; please start again.</source>
        <translation>到目前为止说过的话都已保留；请重新开始。</translation>
    </message>
    <message>
        <source>{name} holds no sound.</source>
        <translation>{name} 里没有声音。</translation>
    </message>
    <message>
        <source>Choose a file with an audio track.</source>
        <translation>请选择带音轨的文件。</translation>
    </message>
    <message>
        <source>{name} is empty.</source>
        <translation>{name} 是空文件。</translation>
    </message>
    <message>
        <source>Choose a file with sound in it.</source>
        <translation>请选择有声音的文件。</translation>
    </message>
    <message>
        <source>{name} cannot be read as sound: {reason}.</source>
        <translation>无法把 {name} 当作声音读取：{reason}。</translation>
    </message>
    <message>
        <source>Choose another file, or convert it to WAV or FLAC.</source>
        <translation>请另选一个文件，或者先转换成 WAV 或 FLAC。</translation>
    </message>
    <message>
        <source>{name} breaks off after {seconds} s: the rest cannot be read.</source>
        <translation>{name} 在 {seconds} 秒后中断：其余部分无法读取。</translation>
    </message>
    <message>
        <source>What was said until there is kept; get a complete copy of the file for the rest.</source>
        <translation>之前的内容都已保留；要得到其余部分，请使用完整的文件。</translation>
    </message>
    <message>
        <source>{name} is damaged in one place, which was passed over.</source>
        <translation>{name} 有一处损坏，已跳过。</translation>
    </message>
    <message>
        <source>{name} is damaged in {count} places, which were passed over.</source>
        <translation>{name} 有 {count} 处损坏，已跳过。</translation>
    </message>
    <message>
        <source>What was said there is missing; get an undamaged copy of the file for it.</source>
        <translation>那里说的话缺失了；要得到它们，请使用没有损坏的文件。</translation>
    </message>
    <message>
        <source>The model stays as it was: {reason}</source>
        <translation>模型没有更换：{reason}</translation>
    </message>
    <message>
        <source>There is no room in memory for {title} beside the model that is in use.</source>
        <translation>内存不够，{title} 不能和正在使用的模型同时载入。</translation>
    </message>
    <message>
        <source>Stop the captions, then start again with it.</source>
        <translation>请先停止字幕，再用它重新开始。</translation>
    </message>
    <message>
        <source>The change holds until Earshot is closed, but it is not saved: {reason}</source>
        <translation>更改在关闭 Earshot 之前有效，但没有保存：{reason}</translation>
    </message>
    <message>
        <source>The sound cannot be kept in {folder}: {reason}.</source>
        <translation>声音不能保存在 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>Choose a folder that you may write to.</source>
        <translation>请选择一个可以写入的文件夹。</translation>
    </message>
    <message>
        <source>The folder {path} cannot be made: {reason}.</source>
        <translation>无法建立文件夹 {path}：{reason}。</translation>
    </message>
    <message>
        <source>Make room for it, or set {variable} to a folder that you may write to.</source>
        <translation>请腾出位置，或把 {variable} 设为可以写入的文件夹。</translation>
    </message>
    <message>
        <source>is written so</source>
        <translation>写法相同</translation>
    </message>
    <message>
        <source>was among the model&apos;s guesses ({score})</source>
        <translation>在模型的备选里 ({score})</translation>
    </message>
    <message>
        <source>is also written “{form}”, which sounds like “{heard}” ({score})</source>
        <translation>又写作“{form}”，听起来像“{heard}” ({score})</translation>
    </message>
    <message>
        <source>is said or translated “{form}”, which sounds like “{heard}” ({score})</source>
        <translation>读作或译作“{form}”，听起来像“{heard}” ({score})</translation>
    </message>
    <message>
        <source>was corrected from “{form}” before, which sounds like “{heard}” ({score})</source>
        <translation>以前由“{form}”改正而来，听起来像“{heard}” ({score})</translation>
    </message>
    <message>
        <source>sounds like “{heard}” ({score})</source>
        <translation>听起来像“{heard}” ({score})</translation>
    </message>
    <message>
        <source>“{word}” is nearly “{known}” of line {line}.</source>
        <translation>“{word}”和第 {line} 行的“{known}”几乎一样。</translation>
    </message>
    <message>
        <source>“{word}” sounds the same as “{known}” of line {line}.</source>
        <translation>“{word}”和第 {line} 行的“{known}”读音相同。</translation>
    </message>
    <message>
        <source>“{word}” has no sound that Earshot knows.</source>
        <translation>Earshot 不知道“{word}”怎么读。</translation>
    </message>
    <message>
        <source>“{word}” is so short that it will be found in many sentences.</source>
        <translation>“{word}”太短，很多句子里都会找到它。</translation>
    </message>
    <message>
        <source>“{word}” is too long to be found by its sound.</source>
        <translation>“{word}”太长，无法按读音查找。</translation>
    </message>
    <message>
        <source>“{word}” stands in line {line} already.</source>
        <translation>第 {line} 行已经有“{word}”。</translation>
    </message>
    <message>
        <source>There is no word in the first field.</source>
        <translation>第一栏里没有词。</translation>
    </message>
    <message>
        <source>A word of {count} characters is too long; {most} are allowed.</source>
        <translation>词长 {count} 个字符，太长了；最多 {most} 个。</translation>
    </message>
    <message>
        <source>The weight “{weight}” is not a number.</source>
        <translation>权重“{weight}”不是数字。</translation>
    </message>
    <message>
        <source>The weight {weight} is not between {least} and {most}.</source>
        <translation>权重 {weight} 不在 {least} 和 {most} 之间。</translation>
    </message>
    <message>
        <source>The rule {rule} is not used: {reason}</source>
        <translation>规则 {rule} 没有使用：{reason}</translation>
    </message>
    <message>
        <source>A list holds {most} entries at most.</source>
        <translation>一个词表最多 {most} 条。</translation>
    </message>
    <message>
        <source>It holds a NUL byte; this is no text.</source>
        <translation>里面有空字节，不是文本。</translation>
    </message>
    <message>
        <source>It is longer than {most} characters.</source>
        <translation>超过了 {most} 个字符。</translation>
    </message>
    <message>
        <source>The line says nothing.</source>
        <translation>这一行没有内容。</translation>
    </message>
    <message>
        <source>“{text}” looks like a rule; a rule is written “heard =&gt; meant”.</source>
        <translation>“{text}”看起来是一条规则；规则写作“听成 =&gt; 应为”。</translation>
    </message>
    <message>
        <source>“{text}” looks like a word and its weight; put a tab before the weight.</source>
        <translation>“{text}”看起来是词和它的权重；请在权重前加制表符。</translation>
    </message>
    <message>
        <source>“{text}” ends in a number; if that is its weight, put a tab before it.</source>
        <translation>“{text}”以数字结尾；如果那是权重，请在它前面加制表符。</translation>
    </message>
    <message>
        <source>“{text}” is in pieces; write it as one word.</source>
        <translation>“{text}”被拆成了片段；请写成一个完整的词。</translation>
    </message>
    <message>
        <source>“{text}” holds a comma; write one word a line.</source>
        <translation>“{text}”含有逗号；请每行写一个词。</translation>
    </message>
    <message>
        <source>“{text}” is read as a rule.</source>
        <translation>“{text}”按规则读取。</translation>
    </message>
    <message>
        <source>“{text}” is read as a word and its weight.</source>
        <translation>“{text}”按词和权重读取。</translation>
    </message>
    <message>
        <source>In “{text}” blanks are read as tabs.</source>
        <translation>“{text}”中的空格按制表符读取。</translation>
    </message>
    <message>
        <source>“{text}” is read as a word and what it sounds like.</source>
        <translation>“{text}”按词和读音读取。</translation>
    </message>
    <message>
        <source>The line with “{word}” is read as {count} words.</source>
        <translation>含“{word}”的一行按 {count} 个词读取。</translation>
    </message>
    <message>
        <source>“{pieces}” is read as “{whole}”.</source>
        <translation>“{pieces}”读作“{whole}”。</translation>
    </message>
    <message>
        <source>Weights are divided by {divisor}: that is the usual one of FunASR, and 1 is ours.</source>
        <translation>权重已除以 {divisor}：这是 FunASR 的常用权重，对应这里的 1。</translation>
    </message>
    <message>
        <source>{path} is no text.</source>
        <translation>{path} 不是文本文件。</translation>
    </message>
    <message>
        <source>This is no text.</source>
        <translation>这不是文本。</translation>
    </message>
    <message>
        <source>“{text}” holds a backslash; what a word sounds like stands behind a tab.</source>
        <translation>“{text}”含有反斜杠；读音应写在制表符之后。</translation>
    </message>
    <message>
        <source>“{text}” has several blanks in a row; put a tab between two fields.</source>
        <translation>“{text}”中有连续的空格；字段之间请用制表符。</translation>
    </message>
    <message>
        <source>There is a list “{name}” already.</source>
        <translation>已经有词表“{name}”。</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>请换一个名字。</translation>
    </message>
    <message>
        <source>“{name}” cannot be the name of a list.</source>
        <translation>“{name}”不能作为词表的名字。</translation>
    </message>
    <message>
        <source>Use letters, digits, blanks and hyphens.</source>
        <translation>请使用文字、数字、空格和连字符。</translation>
    </message>
    <message>
        <source>There is no list “{name}”.</source>
        <translation>没有词表“{name}”。</translation>
    </message>
    <message>
        <source>It was removed meanwhile.</source>
        <translation>它刚刚被删除了。</translation>
    </message>
    <message>
        <source>Rename it first.</source>
        <translation>请先给它改名。</translation>
    </message>
    <message>
        <source>The list “{name}” is not UTF-8 text.</source>
        <translation>词表“{name}”不是 UTF-8 文本。</translation>
    </message>
    <message>
        <source>Save {name} as UTF-8 to edit it here.</source>
        <translation>请把 {name} 存为 UTF-8，再在这里编辑。</translation>
    </message>
    <message>
        <source>{path} cannot be renamed: {reason}.</source>
        <translation>{path} 不能改名：{reason}。</translation>
    </message>
    <message>
        <source>Look at its rights.</source>
        <translation>请检查它的权限。</translation>
    </message>
    <message>
        <source>{path} is a folder.</source>
        <translation>{path} 是一个文件夹。</translation>
    </message>
    <message>
        <source>Name a file in it instead.</source>
        <translation>请改为指定其中的文件。</translation>
    </message>
    <message>
        <source>There is no room for {path}.</source>
        <translation>{path} 没有空间了。</translation>
    </message>
    <message>
        <source>Free some space on that disk, or choose another.</source>
        <translation>请在该磁盘上腾出空间，或换一个磁盘。</translation>
    </message>
    <message>
        <source>{path} may not be written.</source>
        <translation>没有写入 {path} 的权限。</translation>
    </message>
    <message>
        <source>Choose a place that belongs to you.</source>
        <translation>请选择属于你的位置。</translation>
    </message>
    <message>
        <source>Nothing in {path} can be used; {reason}</source>
        <translation>{path} 里没有能用的内容；{reason}</translation>
    </message>
    <message>
        <source>Correct it, or name its --encoding.</source>
        <translation>请改正，或者换成 UTF-8 编码。</translation>
    </message>
    <message>
        <source>It holds a character that was lost in an earlier conversion (�).</source>
        <translation>里面有在以前转换时丢失的字符 (�)。</translation>
    </message>
    <message>
        <source>The file is larger than {size} MB; it is not read.</source>
        <translation>文件大于 {size} MB，没有读取。</translation>
    </message>
    <message>
        <source>This is not {encoding} text.</source>
        <translation>不是 {encoding} 文本。</translation>
    </message>
    <message>
        <source>This is not {encoding} text; save it as UTF-8.</source>
        <translation>不是 {encoding} 文本；请存为 UTF-8。</translation>
    </message>
    <message>
        <source>This is not {encoding} text (perhaps {other}: “{text}”); save it as UTF-8.</source>
        <translation>不是 {encoding} 文本（可能是 {other}：“{text}”）；请存为 UTF-8。</translation>
    </message>
    <message>
        <source>What follows {mark} is left out.</source>
        <translation>{mark} 之后的内容没有采用。</translation>
    </message>
    <message>
        <source>There is nothing to look for.</source>
        <translation>没有要查找的内容。</translation>
    </message>
    <message>
        <source>It took longer than {seconds} s for one sentence.</source>
        <translation>处理一句话超过了 {seconds} 秒。</translation>
    </message>
    <message>
        <source>It made more than {most} characters of one sentence.</source>
        <translation>把一句话变成了 {most} 个字符以上。</translation>
    </message>
    <message>
        <source>It cannot be read: {reason}.</source>
        <translation>无法读取：{reason}。</translation>
    </message>
    <message>
        <source>&apos;hotwords list&apos; shows those that are there.</source>
        <translation>请从列表中选择现有的词表。</translation>
    </message>
    <message>
        <source>Save {path} as UTF-8 first.</source>
        <translation>请先把 {path} 存为 UTF-8。</translation>
    </message>
    <message>
        <source>{path} is larger than {size} MB.</source>
        <translation>{path} 大于 {size} MB。</translation>
    </message>
    <message>
        <source>Split it into several lists.</source>
        <translation>请分成几个词表。</translation>
    </message>
    <message>
        <source>Name a text file.</source>
        <translation>请选择文本文件。</translation>
    </message>
    <message>
        <source>There is no text encoding “{encoding}”.</source>
        <translation>没有文本编码“{encoding}”。</translation>
    </message>
    <message>
        <source>Try utf-8, gb18030, big5 or utf-16.</source>
        <translation>请试试 utf-8、gb18030、big5 或 utf-16。</translation>
    </message>
    <message>
        <source>There is no profile “{name}”; all lists are used.</source>
        <translation>没有方案“{name}”；使用全部词表。</translation>
    </message>
    <message>
        <source>The profile “{name}” is no list of names.</source>
        <translation>方案“{name}”不是名字的列表。</translation>
    </message>
    <message>
        <source>{name} is not UTF-8 text; all lists are used.</source>
        <translation>{name} 不是 UTF-8 文本；使用全部词表。</translation>
    </message>
    <message>
        <source>{name} cannot be read ({reason}); all lists are used.</source>
        <translation>无法读取 {name}（{reason}）；使用全部词表。</translation>
    </message>
    <message>
        <source>learning cannot be “{value}”; Earshot asks each time.</source>
        <translation>learning 不能是“{value}”；Earshot 每次都会询问。</translation>
    </message>
    <message>
        <source>profiles is no table of lists.</source>
        <translation>profiles 不是词表的表格。</translation>
    </message>
    <message>
        <source>The list “{name}” cannot be read: {reason}.</source>
        <translation>无法读取词表“{name}”：{reason}。</translation>
    </message>
    <message>
        <source>The list “{name}” is not used: {reason}</source>
        <translation>词表“{name}”未被使用：{reason}</translation>
    </message>
    <message>
        <source>Save it as UTF-8 text.</source>
        <translation>请将其保存为 UTF-8 文本。</translation>
    </message>
    <message>
        <source>Save {name} as UTF-8; lines that cannot be read are left out.</source>
        <translation>请将 {name} 保存为 UTF-8；读不了的行会被略过。</translation>
    </message>
    <message>
        <source>The folder of the hotword lists cannot be read: {reason}.</source>
        <translation>无法读取词表文件夹：{reason}。</translation>
    </message>
    <message>
        <source>Look at the rights of {folder}.</source>
        <translation>请检查 {folder} 的权限。</translation>
    </message>
    <message>
        <source>The profile “{profile}” names the list “{name}”, which is not there.</source>
        <translation>方案“{profile}”用到的词表“{name}”不存在。</translation>
    </message>
    <message>
        <source>Bring that list back, or take it out of the profile.</source>
        <translation>请找回该词表，或将它从方案中去掉。</translation>
    </message>
    <message>
        <source>Choose another profile.</source>
        <translation>请选择其他方案。</translation>
    </message>
    <message>
        <source>{path} cannot be removed: {reason}.</source>
        <translation>无法删除 {path}：{reason}。</translation>
    </message>
    <message>
        <source>The changed hotword lists could not be read: {reason}</source>
        <translation>改动过的热词表读不出来：{reason}</translation>
    </message>
    <message>
        <source>Those read before stay in use; save the list again once it is put right.</source>
        <translation>继续使用之前的词表；改正后请重新保存。</translation>
    </message>
    <message>
        <source>Hotword profiles: {reason}</source>
        <translation>热词方案：{reason}</translation>
    </message>
    <message>
        <source>Correct the file, or choose a profile.</source>
        <translation>请改正这个文件，或者选择一个方案。</translation>
    </message>
    <message>
        <source>Nothing was heard yet.</source>
        <translation>还没有听到任何话。</translation>
    </message>
    <message>
        <source>Start captions and say the sentence.</source>
        <translation>请开始字幕，然后说出这句话。</translation>
    </message>
    <message>
        <source>No model is loaded yet.</source>
        <translation>还没有载入模型。</translation>
    </message>
    <message>
        <source>Start captions once.</source>
        <translation>请先开始一次字幕。</translation>
    </message>
    <message>
        <source>The model is busy with captions.</source>
        <translation>模型正忙于字幕。</translation>
    </message>
    <message>
        <source>Stop the captions first.</source>
        <translation>请先停止字幕。</translation>
    </message>
    <message>
        <source>There is no such sentence in the transcripts.</source>
        <translation>存档里没有这句话。</translation>
    </message>
    <message>
        <source>It was deleted meanwhile.</source>
        <translation>它刚刚被删除了。</translation>
    </message>
    <message>
        <source>There is no word to learn.</source>
        <translation>没有可以学习的词。</translation>
    </message>
    <message>
        <source>Type the word as it is to be written.</source>
        <translation>请按要写成的样子输入这个词。</translation>
    </message>
    <message>
        <source>This could not be done ({reason}).</source>
        <translation>没能完成 ({reason})。</translation>
    </message>
    <message>
        <source>The log has the details.</source>
        <translation>详情见日志。</translation>
    </message>
    <message>
        <source>{path} could not be written: {reason}.</source>
        <translation>{path} 无法写入：{reason}。</translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <translation>请另选一个位置。</translation>
    </message>
    <message>
        <source>The settings in {path} cannot be read: {reason}.</source>
        <translation>{path} 中的设置无法读取：{reason}。</translation>
    </message>
    <message>
        <source>Move what stands there away; then the settings can be saved.</source>
        <translation>请移走那里的内容，之后就能保存设置。</translation>
    </message>
    <message>
        <source>The other source is still captioned; this one goes on by itself when it is back.</source>
        <translation>另一路声音的字幕照常；这一路恢复后会自动继续。</translation>
    </message>
    <message>
        <source>“{title}” was taken away by the sound server.</source>
        <translation>“{title}”被声音服务器切走了。</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Text with times</source>
        <translation>带时间的文本</translation>
    </message>
    <message>
        <source>SubRip subtitles</source>
        <translation>SubRip 字幕</translation>
    </message>
    <message>
        <source>WebVTT subtitles</source>
        <translation>WebVTT 字幕</translation>
    </message>
    <message>
        <source>JSON with word times</source>
        <translation>带逐词时间的 JSON</translation>
    </message>
    <message>
        <source>Table (CSV)</source>
        <translation>表格（CSV）</translation>
    </message>
    <message>
        <source>There is no model called {name}.</source>
        <translation>没有名为 {name} 的模型。</translation>
    </message>
    <message>
        <source>See what there is with: earshot models list.</source>
        <translation>可用命令查看已有的模型：earshot models list。</translation>
    </message>
    <message>
        <source>Import the model again.</source>
        <translation>请重新导入该模型。</translation>
    </message>
    <message>
        <source>Remove {name} and import it again, or choose another model.</source>
        <translation>请删除 {name} 后重新导入，或选择其他模型。</translation>
    </message>
    <message>
        <source>No model that can write captions is installed.</source>
        <translation>没有安装能写字幕的模型。</translation>
    </message>
    <message>
        <source>Reinstall Earshot, or run its set-up again.</source>
        <translation>请重新安装 Earshot，或再运行一次它的安装程序。</translation>
    </message>
    <message>
        <source>{folder} is not a model folder of Earshot.</source>
        <translation>{folder} 不是 Earshot 的模型文件夹。</translation>
    </message>
    <message>
        <source>{path} cannot be read ({reason}).</source>
        <translation>无法读取 {path}（{reason}）。</translation>
    </message>
    <message>
        <source>{name} is missing from the model folder {folder}.</source>
        <translation>模型文件夹 {folder} 中缺少 {name}。</translation>
    </message>
    <message>
        <source>{name} has {size} bytes where {expected} were written.</source>
        <translation>{name} 有 {size} 字节，而当初写入的是 {expected} 字节。</translation>
    </message>
    <message>
        <source>{name} was changed after the import: its sha256 differs.</source>
        <translation>{name} 在导入之后被改动：sha256 不一致。</translation>
    </message>
    <message>
        <source>The model &quot;{name}&quot; is no longer part of Earshot.</source>
        <translation>Earshot 不再附带模型“{name}”。</translation>
    </message>
    <message>
        <source>{title} does not know the language {language}: its text will be wrong.</source>
        <translation>{title} 不认识 {language} 这种语言：文字会出错。</translation>
    </message>
    <message>
        <source>Choose another model, or another language, in the settings.</source>
        <translation>请在设置中选择其他模型或其他语言。</translation>
    </message>
    <message>
        <source>{language} seems to be spoken, which is none of your languages: its text will be wrong.</source>
        <translation>听起来说的是{language}，它不在您的语言之中：文字会出错。</translation>
    </message>
    <message>
        <source>Add the language to yours in the settings.</source>
        <translation>请在设置中把它加入您的语言。</translation>
    </message>
    <message>
        <source>{title} does not use the text on what you talk about.</source>
        <translation>{title} 不使用您写的谈话内容。</translation>
    </message>
    <message>
        <source>Choose another model in the settings.</source>
        <translation>请在设置中选择其他模型。</translation>
    </message>
    <message>
        <source>{title} does not listen for your vocabulary; it is put right afterwards, where it was misheard.</source>
        <translation>{title} 识别时不使用您的词汇，听错的词只在事后更正。</translation>
    </message>
    <message>
        <source>The model gives no times for single words, so those of whole sentences are used.</source>
        <translation>模型不提供单词的时间，改用整句的时间。</translation>
    </message>
    <message>
        <source>Choose another model in the settings for times of words.</source>
        <translation>如需单词的时间，请在设置中选择其他模型。</translation>
    </message>
    <message>
        <source>Leave the model out: Earshot then chooses it automatically.</source>
        <translation>不指定模型时，Earshot 会自动选择。</translation>
    </message>
    <message>
        <source>{path} describes no model.</source>
        <translation>{path} 描述的不是模型。</translation>
    </message>
    <message>
        <source>{name} is no Fun-ASR-Nano model.</source>
        <translation>{name} 不是 Fun-ASR-Nano 模型。</translation>
    </message>
    <message>
        <source>The description of {name} lacks something or has it wrong ({reason}).</source>
        <translation>{name} 的描述缺少内容或有误（{reason}）。</translation>
    </message>
    <message>
        <source>Earshot knows no model family called {name}.</source>
        <translation>Earshot 不认识名为 {name} 的模型系列。</translation>
    </message>
    <message>
        <source>Use the version of Earshot that imported the model.</source>
        <translation>请使用导入该模型的 Earshot 版本。</translation>
    </message>
    <message>
        <source>{name} is missing from the Whisper model in {folder}.</source>
        <translation>{folder} 中的 Whisper 模型缺少 {name}。</translation>
    </message>
    <message>
        <source>{path} is no model of CTranslate2.</source>
        <translation>{path} 不是 CTranslate2 的模型。</translation>
    </message>
    <message>
        <source>{path} holds a model of another kind ({kind}).</source>
        <translation>{path} 是另一种模型（{kind}）。</translation>
    </message>
    <message>
        <source>{path} lacks {key}.</source>
        <translation>{path} 缺少 {key}。</translation>
    </message>
    <message>
        <source>{path} is no tokenizer of Whisper.</source>
        <translation>{path} 不是 Whisper 的分词器。</translation>
    </message>
    <message>
        <source>Download the whole folder of a Whisper model that was converted for CTranslate2 (faster-whisper).</source>
        <translation>请下载为 CTranslate2（faster-whisper）转换的 Whisper 模型的整个文件夹。</translation>
    </message>
    <message>
        <source>The model&apos;s tokenizer.json has no {name}.</source>
        <translation>模型的 tokenizer.json 里没有 {name}。</translation>
    </message>
    <message>
        <source>Get the model again.</source>
        <translation>请重新获取这个模型。</translation>
    </message>
    <message>
        <source>Get the model again, all files of the same copy.</source>
        <translation>请重新获取这个模型，所有文件要来自同一份。</translation>
    </message>
    <message>
        <source>{path} was written by another version of Earshot.</source>
        <translation>{path} 由另一版本的 Earshot 写成。</translation>
    </message>
    <message>
        <source>{path} lacks something or has it wrong ({reason}).</source>
        <translation>{path} 缺少内容或内容有误（{reason}）。</translation>
    </message>
    <message>
        <source>{name} cannot be loaded ({reason}).</source>
        <translation>无法加载 {name}（{reason}）。</translation>
    </message>
    <message>
        <source>The vocabulary {path} cannot be read.</source>
        <translation>无法读取词表 {path}。</translation>
    </message>
    <message>
        <source>{path} is no vocabulary ({reason}).</source>
        <translation>{path} 不是词表（{reason}）。</translation>
    </message>
    <message>
        <source>The vocabulary {path} has gaps; it was cut short or changed.</source>
        <translation>词表 {path} 有缺漏：文件不完整或被改动过。</translation>
    </message>
    <message>
        <source>Take multilingual.tiktoken from where the checkpoint was published, and import the model again.</source>
        <translation>请从模型的发布处取得 multilingual.tiktoken，然后重新导入该模型。</translation>
    </message>
    <message>
        <source>{title} in {folder} has no CTC branch and its language model is not loaded.</source>
        <translation>{folder} 中的 {title} 没有 CTC 分支，其语言模型也未加载。</translation>
    </message>
    <message>
        <source>Import the ModelScope copy of the checkpoint, which has the CTC branch.</source>
        <translation>请导入 ModelScope 上的版本，其中带有 CTC 分支。</translation>
    </message>
    <message>
        <source>The vocabulary has {count} entries where the model has {expected}.</source>
        <translation>词表有 {count} 项，而模型有 {expected} 项。</translation>
    </message>
    <message>
        <source>Import the model again, with the vocabulary that was published with it.</source>
        <translation>请连同一起发布的词表重新导入该模型。</translation>
    </message>
    <message>
        <source>{name} takes rows of {width} numbers, the adaptor gives {given}.</source>
        <translation>{name} 每行需要 {width} 个数，适配层给出 {given} 个。</translation>
    </message>
    <message>
        <source>Choose the decoder that was published with this model.</source>
        <translation>请选择与该模型一起发布的解码器。</translation>
    </message>
    <message>
        <source>{folder} was imported without the weights that a GPU needs.</source>
        <translation>导入 {folder} 时没有包含显卡所需的权重。</translation>
    </message>
    <message>
        <source>Recognition on a GPU needs torch, which is not installed.</source>
        <translation>在显卡上识别需要 torch，但尚未安装。</translation>
    </message>
    <message>
        <source>llama.cpp could not load {name}: {reason}</source>
        <translation>llama.cpp 无法加载 {name}：{reason}</translation>
    </message>
    <message>
        <source>Fetch or convert the model again.</source>
        <translation>请重新获取或转换该模型。</translation>
    </message>
    <message>
        <source>The models in {folder} cannot be listed: {reason}.</source>
        <translation>无法列出 {folder} 中的模型：{reason}。</translation>
    </message>
    <message>
        <source>Make the folder readable, or set EARSHOT_HOME to a folder of your own.</source>
        <translation>请使该文件夹可读，或将 EARSHOT_HOME 设为您自己的文件夹。</translation>
    </message>
    <message>
        <source>{path} cannot be understood ({reason}).</source>
        <translation>无法理解 {path}（{reason}）。</translation>
    </message>
    <message>
        <source>{path} is no vocabulary.</source>
        <translation>{path} 不是词表。</translation>
    </message>
    <message>
        <source>{place} has a name that is not UTF-8.</source>
        <translation>{place} 的名称不是 UTF-8。</translation>
    </message>
    <message>
        <source>{path} is too large for such a file.</source>
        <translation>{path} 对于这种文件来说太大。</translation>
    </message>
    <message>
        <source>{title} was not ready within {seconds} s.</source>
        <translation>{title} 在 {seconds} 秒内未就绪。</translation>
    </message>
    <message>
        <source>{title} could not be tried ({reason}).</source>
        <translation>无法试用 {title}（{reason}）。</translation>
    </message>
    <message>
        <source>{title} ended the process in which it was tried.</source>
        <translation>{title} 使试用它的进程结束。</translation>
    </message>
    <message>
        <source>{name} cannot be used ({reason}).</source>
        <translation>{name} 无法使用（{reason}）。</translation>
    </message>
    <message>
        <source>Import the model again, or choose another one.</source>
        <translation>请重新导入该模型，或选择其他模型。</translation>
    </message>
    <message>
        <source>{title} is used in place of {wanted}: {reason}</source>
        <translation>改用 {title}，代替 {wanted}：{reason}</translation>
    </message>
    <message>
        <source>{name} changed while it was being loaded.</source>
        <translation>{name} 在加载过程中被改动。</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>请再试一次。</translation>
    </message>
    <message>
        <source>The decoder {name} is not in {folder}.</source>
        <translation>{folder} 中没有解码器 {name}。</translation>
    </message>
    <message>
        <source>{name} is not a readable GGUF file ({reason}).</source>
        <translation>{name} 不是可读的 GGUF 文件（{reason}）。</translation>
    </message>
    <message>
        <source>There is not enough memory for the cache of {name}.</source>
        <translation>内存不足，无法为 {name} 分配缓存。</translation>
    </message>
    <message>
        <source>Close other programs or choose a smaller model.</source>
        <translation>请关闭其他程序，或选择较小的模型。</translation>
    </message>
    <message>
        <source>The library that runs the language model is not installed.</source>
        <translation>运行语言模型的程序库尚未安装。</translation>
    </message>
    <message>
        <source>llama.cpp is installed but cannot be loaded ({reason}).</source>
        <translation>llama.cpp 已安装，但无法加载（{reason}）。</translation>
    </message>
    <message>
        <source>The library {library}, which Whisper models need, is not installed.</source>
        <translation>Whisper 模型所需的库 {library} 尚未安装。</translation>
    </message>
    <message>
        <source>The speech detector&apos;s model (silero-vad) is not installed.</source>
        <translation>语音检测模型（silero-vad）尚未安装。</translation>
    </message>
    <message>
        <source>The model is still not loaded after 5 minutes.</source>
        <translation>过了 5 分钟，模型仍未加载完成。</translation>
    </message>
    <message>
        <source>Start again, or choose a smaller model.</source>
        <translation>请重新开始，或选择较小的模型。</translation>
    </message>
    <message>
        <source>The sound library PortAudio is not installed.</source>
        <translation>声音程序库 PortAudio 尚未安装。</translation>
    </message>
    <message>
        <source>Install it (Debian and Ubuntu: apt-get install libportaudio2) and start again.</source>
        <translation>请安装它（Debian 和 Ubuntu：apt-get install libportaudio2），然后重新启动。</translation>
    </message>
    <message>
        <source>The settings in {path} cannot be read: {reason}. Defaults are used until it is corrected.</source>
        <translation>{path} 中的设置无法读取：{reason}。改正之前使用默认设置。</translation>
    </message>
    <message>
        <source>The setting {name} cannot be {value}. Use {expected}.</source>
        <translation>设置项 {name} 不能是 {value}。请用{expected}。</translation>
    </message>
    <message>
        <source>There is no setting {name}. Did you mean {nearest}?</source>
        <translation>没有设置项 {name}。是不是想写 {nearest}？</translation>
    </message>
    <message>
        <source>There is no setting {name}. It is ignored.</source>
        <translation>没有设置项 {name}，已忽略。</translation>
    </message>
    <message>
        <source>The model &quot;{name}&quot; is no longer part of Earshot. Earshot chooses the model automatically.</source>
        <translation>Earshot 不再附带模型“{name}”，现在自动选择模型。</translation>
    </message>
    <message>
        <source>The malformed settings in {path} cannot be put aside: {reason}.</source>
        <translation>{path} 中的设置格式有误，也无法移到一旁：{reason}。</translation>
    </message>
    <message>
        <source>Correct or remove that file; then the settings can be saved.</source>
        <translation>请改正或删除该文件，之后就能保存设置。</translation>
    </message>
    <message>
        <source>a number from {low} to {high}</source>
        <translation> {low} 到 {high} 之间的数</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation> true 或 false</translation>
    </message>
    <message>
        <source>the path of a folder</source>
        <translation>文件夹的路径</translation>
    </message>
    <message>
        <source>a text in quotation marks</source>
        <translation>引号中的文字</translation>
    </message>
    <message>
        <source>a list of language codes, for example {example}</source>
        <translation>语言代码的列表，例如 {example}</translation>
    </message>
    <message>
        <source>line {line}: {reason}</source>
        <translation>第 {line} 行：{reason}</translation>
    </message>
    <message>
        <source>this is not UTF-8 text</source>
        <translation>不是 UTF-8 文本</translation>
    </message>
    <message>
        <source>it holds a number or a nesting beyond all measure</source>
        <translation>数字过大或嵌套过深</translation>
    </message>
    <message>
        <source>invalid statement</source>
        <translation>语句无效</translation>
    </message>
    <message>
        <source>invalid value</source>
        <translation>值无效</translation>
    </message>
    <message>
        <source>invalid initial character for a key part</source>
        <translation>设置项开头的字符无效</translation>
    </message>
    <message>
        <source>illegal character {sign}</source>
        <translation>字符 {sign} 不合法</translation>
    </message>
    <message>
        <source>found invalid character {sign}</source>
        <translation>字符 {sign} 无效</translation>
    </message>
    <message>
        <source>unterminated string</source>
        <translation>引号没有结束</translation>
    </message>
    <message>
        <source>expected {sign}</source>
        <translation>缺少 {sign}</translation>
    </message>
    <message>
        <source>expected &apos;=&apos; after a key in a key/value pair</source>
        <translation>设置项后面缺少“=”</translation>
    </message>
    <message>
        <source>expected &apos;]&apos; at the end of a table declaration</source>
        <translation>表名末尾缺少“]”</translation>
    </message>
    <message>
        <source>expected newline or end of document after a statement</source>
        <translation>语句后面应当换行</translation>
    </message>
    <message>
        <source>cannot overwrite a value</source>
        <translation>同一项写了两次</translation>
    </message>
    <message>
        <source>unclosed array</source>
        <translation>数组没有结束</translation>
    </message>
    <message>
        <source>A part of the model cannot be used.</source>
        <translation>模型的一部分无法使用。</translation>
    </message>
    <message>
        <source>Captions go on; such lines are marked as drafts.</source>
        <translation>字幕继续；这样的句子标记为草稿。</translation>
    </message>
    <message>
        <source>The language model failed several times; captions go on without it, with the text of the acoustic model.</source>
        <translation>语言模型多次出错；字幕继续，使用声学模型的文本。</translation>
    </message>
    <message>
        <source>Choose another model, or start Earshot again to try this one once more.</source>
        <translation>请选择其他模型，或重新启动 Earshot 再试一次。</translation>
    </message>
    <message>
        <source>The language model failed on the graphics processor.</source>
        <translation>语言模型在显卡上出错。</translation>
    </message>
    <message>
        <source>It goes on on the processor.</source>
        <translation>改用处理器继续。</translation>
    </message>
    <message>
        <source>The language model is not running.</source>
        <translation>语言模型没有运行。</translation>
    </message>
    <message>
        <source>Captions go on without it.</source>
        <translation>字幕继续，不使用语言模型。</translation>
    </message>
    <message>
        <source>The language model&apos;s process ended unexpectedly.</source>
        <translation>语言模型的进程意外结束。</translation>
    </message>
    <message>
        <source>The language model&apos;s process stopped answering and was ended.</source>
        <translation>语言模型的进程不再响应，已被结束。</translation>
    </message>
    <message>
        <source>The language model&apos;s process answered nonsense and was ended.</source>
        <translation>语言模型的进程给出无意义的回答，已被结束。</translation>
    </message>
    <message>
        <source>The language model took more than {seconds} s and was ended.</source>
        <translation>语言模型用时超过 {seconds} 秒，已被结束。</translation>
    </message>
    <message>
        <source>The language model is busy with other text.</source>
        <translation>语言模型正忙于其他文本。</translation>
    </message>
    <message>
        <source>The language model was closed.</source>
        <translation>语言模型已关闭。</translation>
    </message>
    <message>
        <source>Captions go on without it; it is being started again.</source>
        <translation>字幕继续，不使用语言模型；正在重新启动它。</translation>
    </message>
    <message>
        <source>It is being started again; captions go on without it until then.</source>
        <translation>正在重新启动；在此之前字幕不使用它。</translation>
    </message>
    <message>
        <source>The language model&apos;s process could not be started ({reason}).</source>
        <translation>无法启动语言模型的进程（{reason}）。</translation>
    </message>
    <message>
        <source>Close other programs.</source>
        <translation>请关闭其他程序。</translation>
    </message>
    <message>
        <source>The language model repeated itself.</source>
        <translation>语言模型不断重复。</translation>
    </message>
    <message>
        <source>The language model was cut off.</source>
        <translation>语言模型的输出被截断。</translation>
    </message>
    <message>
        <source>The language model computed no numbers for this sound.</source>
        <translation>语言模型没能计算这段声音。</translation>
    </message>
    <message>
        <source>Import it again.</source>
        <translation>请重新导入。</translation>
    </message>
    <message>
        <source>Captions do without the model&apos;s language model, and hold more mistakes: {reason}</source>
        <translation>字幕没有使用模型的语言模型，错误会更多：{reason}</translation>
    </message>
    <message>
        <source>The model cannot use the graphics card, so it runs on the processor ({reason}).</source>
        <translation>模型无法使用显卡，改在处理器上运行（{reason}）。</translation>
    </message>
    <message>
        <source>The model needs {needed} GB of memory, {free} GB are free: it may be slow.</source>
        <translation>模型需要 {needed} GB 内存，可用 {free} GB：可能会慢。</translation>
    </message>
    <message>
        <source>A text of {count} bytes was to go into the prompt.</source>
        <translation>要放进提示的文字有 {count} 字节。</translation>
    </message>
    <message>
        <source>Use fewer or shorter hotwords.</source>
        <translation>请减少热词，或用短一些的热词。</translation>
    </message>
    <message>
        <source>The prompt takes {count} of {most} positions.</source>
        <translation>提示占用 {most} 个位置中的 {count} 个。</translation>
    </message>
    <message>
        <source>The decoder holds {positions} positions, {needed} were needed.</source>
        <translation>解码器有 {positions} 个位置，需要 {needed} 个。</translation>
    </message>
    <message>
        <source>Use fewer hotwords or shorter utterances.</source>
        <translation>请减少热词，或让每句话短一些。</translation>
    </message>
    <message>
        <source>The decoder&apos;s context is full.</source>
        <translation>解码器的上下文已满。</translation>
    </message>
    <message>
        <source>Use shorter utterances.</source>
        <translation>请让每句话短一些。</translation>
    </message>
    <message>
        <source>Restart Earshot.</source>
        <translation>请重新启动 Earshot。</translation>
    </message>
    <message>
        <source>No graphics card was found that the model can use, so it runs on the processor.</source>
        <translation>没有找到模型可用的显卡，改在处理器上运行。</translation>
    </message>
    <message>
        <source>Choose “Graphics card, if there is room” in the settings, or check the driver of the card.</source>
        <translation>请在设置中选择“显存够就用显卡”，或检查显卡驱动。</translation>
    </message>
    <message>
        <source>The installed llama.cpp was built for the processor alone.</source>
        <translation>安装的 llama.cpp 只支持处理器。</translation>
    </message>
    <message>
        <source>The language model runs on the processor.</source>
        <translation>语言模型在处理器上运行。</translation>
    </message>
    <message>
        <source>{device} has {free} GB free where the language model needs {needed} GB, so it runs on the processor.</source>
        <translation>{device} 可用 {free} GB，而语言模型需要 {needed} GB，因此在处理器上运行。</translation>
    </message>
    <message>
        <source>Install it with the extra `gpu`, or choose the CPU in the settings.</source>
        <translation>请用附加项 gpu 安装它，或在设置中选择处理器。</translation>
    </message>
    <message>
        <source>Run python3 packaging/llama_build.py once, which takes some minutes; captions come from CTC until then.</source>
        <translation>请运行一次 python3 packaging/llama_build.py，需要几分钟；在此之前字幕由 CTC 给出。</translation>
    </message>
    <message>
        <source>The installed llama.cpp is another version than its Python half, so it could not be used safely.</source>
        <translation>安装的 llama.cpp 与其 Python 部分版本不同，无法安全使用。</translation>
    </message>
    <message>
        <source>Install llama-cpp-python again as one piece.</source>
        <translation>请重新完整安装 llama-cpp-python。</translation>
    </message>
    <message>
        <source>The vocabulary of {name} has no {token}.</source>
        <translation>{name} 的词表里没有 {token}。</translation>
    </message>
    <message>
        <source>Choose the decoder file of a Fun-ASR model.</source>
        <translation>请选择 Fun-ASR 模型的解码器文件。</translation>
    </message>
    <message>
        <source>{name} holds a model of kind {kind}, not a Qwen decoder.</source>
        <translation>{name} 中是 {kind} 类型的模型，不是 Qwen 解码器。</translation>
    </message>
    <message>
        <source>The checkpoint lacks {name}.</source>
        <translation>模型文件中缺少 {name}。</translation>
    </message>
    <message>
        <source>Download it again; it is incomplete.</source>
        <translation>请重新下载；它不完整。</translation>
    </message>
    <message>
        <source>{name} is {shape} in the checkpoint where {expected} was expected.</source>
        <translation>模型文件中 {name} 是 {shape}，应为 {expected}。</translation>
    </message>
    <message>
        <source>Take the config.yaml that was published with the checkpoint.</source>
        <translation>请使用与模型一起发布的 config.yaml。</translation>
    </message>
    <message>
        <source>{path} is not a folder.</source>
        <translation>{path} 不是文件夹。</translation>
    </message>
    <message>
        <source>Make it first, or choose another place.</source>
        <translation>请先建立它，或者另选一个位置。</translation>
    </message>
    <message>
        <source>The name {name}... is too long.</source>
        <translation>名字 {name}... 太长。</translation>
    </message>
    <message>
        <source>Choose a shorter one.</source>
        <translation>请选择短一些的。</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}.</source>
        <translation>无法读取 {path}：{reason}。</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>文件系统只读</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>文件或文件夹不存在</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>不是文件夹</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>是一个文件夹</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>读写出错</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>超出磁盘配额</translation>
    </message>
    <message>
        <source>The disk is too slow: the recording {name} has silent gaps.</source>
        <translation>磁盘太慢：录音 {name} 中有无声的空缺。</translation>
    </message>
    <message>
        <source>Captions go on; choose a folder on a faster disk for recordings.</source>
        <translation>字幕会继续；请为录音选择更快的磁盘上的文件夹。</translation>
    </message>
    <message>
        <source>The disk does not answer: the end of the recording {name} may be missing.</source>
        <translation>磁盘没有响应：录音 {name} 的结尾可能缺失。</translation>
    </message>
    <message>
        <source>Check that disk.</source>
        <translation>请检查该磁盘。</translation>
    </message>
    <message>
        <source>Subtitles end at 100 hours.</source>
        <translation>字幕文件最长 100 小时。</translation>
    </message>
    <message>
        <source>Export this transcript as text or JSON.</source>
        <translation>请把这份记录导出为文本或 JSON。</translation>
    </message>
    <message>
        <source>There is no session {session}.</source>
        <translation>没有编号为 {session} 的记录。</translation>
    </message>
    <message>
        <source>The list of sessions shows those there are.</source>
        <translation>记录列表里有现存的记录。</translation>
    </message>
    <message>
        <source>There is no room left for {path}.</source>
        <translation>{path} 没有空间了。</translation>
    </message>
    <message>
        <source>Free some space on that disk.</source>
        <translation>请在该磁盘上腾出空间。</translation>
    </message>
    <message>
        <source>The disk failed or is full at {path}.</source>
        <translation>{path} 处的磁盘出错或已满。</translation>
    </message>
    <message>
        <source>Check that disk and its free space.</source>
        <translation>请检查该磁盘及其剩余空间。</translation>
    </message>
    <message>
        <source>Another program has kept the transcripts in {path} for itself.</source>
        <translation>另一个程序独占了 {path} 中的记录。</translation>
    </message>
    <message>
        <source>Close other programs that use that file, and try again.</source>
        <translation>请关闭使用该文件的其他程序，然后再试。</translation>
    </message>
    <message>
        <source>{path} may not be used.</source>
        <translation>没有使用 {path} 的权限。</translation>
    </message>
    <message>
        <source>Give yourself the right to write it and its folder.</source>
        <translation>请为自己设置对它及其文件夹的写入权限。</translation>
    </message>
    <message>
        <source>The transcripts in {path} cannot be opened.</source>
        <translation>无法打开 {path} 中的记录。</translation>
    </message>
    <message>
        <source>Check that its folder is there and that you may write to it.</source>
        <translation>请检查它的文件夹是否存在、是否可以写入。</translation>
    </message>
    <message>
        <source>The transcripts in {path} are damaged.</source>
        <translation>{path} 中的记录已损坏。</translation>
    </message>
    <message>
        <source>Start Earshot again: it brings what can be read into a new file, and keeps that one.</source>
        <translation>请重新启动 Earshot：它会把能读出的内容移入新文件，并保留原文件。</translation>
    </message>
    <message>
        <source>Close the other Earshot, and start this one again.</source>
        <translation>请关闭另一个 Earshot，然后重新启动本程序。</translation>
    </message>
    <message>
        <source>Parts of the transcripts are damaged; what can be read is shown, and mended when Earshot starts again.</source>
        <translation>部分文字记录已损坏；能读出的内容仍会显示，并在 Earshot 下次启动时修复。</translation>
    </message>
    <message>
        <source>The transcripts in {path} were damaged. They are kept as {name}, and a new file was begun.</source>
        <translation>{path} 中的文字记录已损坏。原文件保留为 {name}，并新建了文件。</translation>
    </message>
    <message>
        <source>The transcripts in {path} were damaged. {texts} texts of {transcripts} transcripts were recovered, and the damaged file is kept as {name}.</source>
        <translation>{path} 中的文字记录已损坏。已从 {transcripts} 份记录中恢复 {texts} 段文字，损坏的文件保留为 {name}。</translation>
    </message>
    <message>
        <source>{path} cannot be made: {reason}.</source>
        <translation>无法创建 {path}：{reason}。</translation>
    </message>
    <message>
        <source>Captions go on, and it is tried again.</source>
        <translation>字幕会继续，并会再次尝试。</translation>
    </message>
    <message>
        <source>These captions were not stored, so they cannot be exported.</source>
        <translation>这些字幕没有保存，因此无法导出。</translation>
    </message>
    <message>
        <source>They can still be copied.</source>
        <translation>仍然可以复制。</translation>
    </message>
    <message>
        <source>Texts that came into the transcripts only now: {count}.</source>
        <translation>刚刚补入文字记录的段落数：{count}。</translation>
    </message>
    <message>
        <source>Texts that are not in the transcripts yet: {count}.</source>
        <translation>尚未进入文字记录的段落数：{count}。</translation>
    </message>
    <message>
        <source>They are kept beside them, and come into them later or when Earshot starts again.</source>
        <translation>它们保存在记录旁边，稍后或 Earshot 下次启动时会补入。</translation>
    </message>
    <message>
        <source>Texts that are not saved: {count}.</source>
        <translation>未保存的段落数：{count}。</translation>
    </message>
    <message>
        <source>Copy or export the captions before Earshot is closed.</source>
        <translation>请在关闭 Earshot 之前复制或导出字幕。</translation>
    </message>
    <message>
        <source>The transcript is saved again, with all that was said meanwhile.</source>
        <translation>文字记录又能保存了，其间所说的内容也都已保存。</translation>
    </message>
    <message>
        <source>The transcripts in {path} cannot be used: {reason}.</source>
        <translation>无法使用 {path} 中的记录：{reason}。</translation>
    </message>
    <message>
        <source>The transcripts in {path} are damaged and cannot be put aside: {reason}.</source>
        <translation>{path} 中的记录已损坏，也无法移到一旁：{reason}。</translation>
    </message>
    <message>
        <source>Close other programs that use that file, and start Earshot again.</source>
        <translation>请关闭使用该文件的其他程序，然后重新启动 Earshot。</translation>
    </message>
    <message>
        <source>The transcripts in {path} were written by a newer Earshot.</source>
        <translation>{path} 中的记录由更新版本的 Earshot 写成。</translation>
    </message>
    <message>
        <source>Use that one, or move the file away to begin a new one.</source>
        <translation>请使用那个版本，或移走该文件以新建一个。</translation>
    </message>
    <message>
        <source>No file was chosen.</source>
        <translation>没有选择文件。</translation>
    </message>
    <message>
        <source>Choose an audio or video file.</source>
        <translation>请选择音频或视频文件。</translation>
    </message>
    <message>
        <source>There is no file {path}.</source>
        <translation>没有文件 {path}。</translation>
    </message>
    <message>
        <source>Check the name and the folder.</source>
        <translation>请检查文件名和文件夹。</translation>
    </message>
    <message>
        <source>{path} cannot be opened ({reason}).</source>
        <translation>无法打开 {path}（{reason}）。</translation>
    </message>
    <message>
        <source>permission denied</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>Check its permissions.</source>
        <translation>请检查它的权限。</translation>
    </message>
    <message>
        <source>{name} is not a file name.</source>
        <translation>{name} 不是文件名。</translation>
    </message>
    <message>
        <source>Check the name.</source>
        <translation>请检查文件名。</translation>
    </message>
    <message>
        <source>Choose one audio or video file in it.</source>
        <translation>请选择其中的一个音频或视频文件。</translation>
    </message>
    <message>
        <source>its content is no audio or video format that is known</source>
        <translation>它的内容不是已知的音频或视频格式</translation>
    </message>
    <message>
        <source>it holds no sound</source>
        <translation>里面没有声音</translation>
    </message>
    <message>
        <source>its sound has no known format</source>
        <translation>它的声音格式未知</translation>
    </message>
    <message>
        <source>its sound is in a code that is not known</source>
        <translation>它的声音使用了未知的编码</translation>
    </message>
    <message>
        <source>no sound has {rate} samples a second</source>
        <translation>没有声音每秒有 {rate} 个采样</translation>
    </message>
    <message>
        <source>it has {channels} channels, and {most} at most can be mixed</source>
        <translation>它有 {channels} 个声道，最多只能混合 {most} 个</translation>
    </message>
    <message>
        <source>{name} breaks off after {seconds} s of {length} s: the rest cannot be read.</source>
        <translation>{name} 在 {seconds} 秒处中断（全长 {length} 秒）：其余部分无法读取。</translation>
    </message>
    <message>
        <source>{title} cannot be read on after {seconds} s ({reason}).</source>
        <translation>{title} 在 {seconds} 秒之后无法继续读取（{reason}）。</translation>
    </message>
    <message>
        <source>What was said until there is kept; try again, or convert the file to WAV or FLAC.</source>
        <translation>此前的话已经保留；请重试，或把文件转换成 WAV 或 FLAC。</translation>
    </message>
    <message>
        <source>{name} is a list of other files.</source>
        <translation>{name} 是一份其他文件的列表。</translation>
    </message>
    <message>
        <source>Choose one of the files that it names.</source>
        <translation>请选择其中列出的一个文件。</translation>
    </message>
    <message>
        <source>{name} is an MP4 whose description comes last, so it cannot be read from a pipe.</source>
        <translation>{name} 是说明信息在末尾的 MP4，因此无法从管道读取。</translation>
    </message>
    <message>
        <source>{title} is a pipe and cannot be read a second time.</source>
        <translation>{title} 是管道，无法再次读取。</translation>
    </message>
    <message>
        <source>Save it to a file, and caption that.</source>
        <translation>请先保存成文件，再为该文件生成字幕。</translation>
    </message>
    <message>
        <source>{name} brought no sound.</source>
        <translation>{name} 没有送来声音。</translation>
    </message>
    <message>
        <source>Lead a sound file into it.</source>
        <translation>请把声音文件送入其中。</translation>
    </message>
    <message>
        <source>{name} has no audio track {track}.</source>
        <translation>{name} 没有第 {track} 条音轨。</translation>
    </message>
    <message>
        <source>It has {count}: {tracks}.</source>
        <translation>共有 {count} 条：{tracks}。</translation>
    </message>
    <message>
        <source>{title} has {count} audio tracks. Track {track} is captioned.</source>
        <translation>{title} 有 {count} 条音轨。正在为音轨 {track} 生成字幕。</translation>
    </message>
    <message>
        <source>To caption another, choose its number: {tracks}.</source>
        <translation>要为另一条生成字幕，请选择它的编号：{tracks}。</translation>
    </message>
    <message>
        <source>Track {track} of {title} is silent.</source>
        <translation>{title} 的音轨 {track} 没有声音。</translation>
    </message>
    <message>
        <source>Another may hold the speech: {tracks}.</source>
        <translation>说话声可能在另一条音轨里：{tracks}。</translation>
    </message>
    <message>
        <source>Nothing that sounds like speech was found in {seconds} s of sound; {loudness}.</source>
        <translation>在 {seconds} 秒的声音里没有找到像说话的内容；{loudness}。</translation>
    </message>
    <message>
        <source>No words were found in {seconds} s of sound; {loudness}.</source>
        <translation>在 {seconds} 秒的声音里没有识别出文字；{loudness}。</translation>
    </message>
    <message>
        <source>its loudest part was at {level} dBFS</source>
        <translation>最响处为 {level} dBFS</translation>
    </message>
    <message>
        <source>all of it was digital silence</source>
        <translation>全部是数字静音</translation>
    </message>
    <message>
        <source>Another track may hold the speech; choose it by its number.</source>
        <translation>说话声可能在另一条音轨里；请按编号选择。</translation>
    </message>
    <message>
        <source>Check that this is the right source and that it was not muted.</source>
        <translation>请检查声音来源是否正确、是否被静音。</translation>
    </message>
    <message>
        <source>Check that this is the right source, and make it louder.</source>
        <translation>请检查声音来源是否正确，并调高音量。</translation>
    </message>
    <message>
        <source>Check that this is the right source.</source>
        <translation>请检查声音来源是否正确。</translation>
    </message>
    <message>
        <source>“{title}” has delivered nothing but digital silence for {seconds} s.</source>
        <translation>“{title}”已有 {seconds} 秒只传来数字静音。</translation>
    </message>
    <message>
        <source>Check that it is not muted, or choose another microphone.</source>
        <translation>请检查它是否被静音，或选择另一个麦克风。</translation>
    </message>
    <message>
        <source>The sound system does not answer.</source>
        <translation>声音系统没有响应。</translation>
    </message>
    <message>
        <source>Restart it, or restart the computer.</source>
        <translation>请重新启动声音系统，或重新启动电脑。</translation>
    </message>
    <message>
        <source>This was broken off.</source>
        <translation>操作已中断。</translation>
    </message>
    <message>
        <source>System sound needs a PulseAudio or PipeWire server, and none answers.</source>
        <translation>收听电脑声音需要 PulseAudio 或 PipeWire 服务，但没有服务响应。</translation>
    </message>
    <message>
        <source>Start the desktop&apos;s sound service (systemctl --user start pipewire-pulse), or caption a microphone.</source>
        <translation>请启动桌面的声音服务（systemctl --user start pipewire-pulse），或改用麦克风。</translation>
    </message>
    <message>
        <source>Start it (systemctl --user start pipewire-pulse) and try again.</source>
        <translation>请启动它（systemctl --user start pipewire-pulse），然后再试。</translation>
    </message>
    <message>
        <source>The sound library has no way to the sound server.</source>
        <translation>声音程序库无法连接声音服务。</translation>
    </message>
    <message>
        <source>Install ALSA&apos;s PulseAudio plugin (Debian and Ubuntu: apt-get install libasound2-plugins) and start again.</source>
        <translation>请安装 ALSA 的 PulseAudio 插件（Debian 和 Ubuntu：apt-get install libasound2-plugins），然后重新启动。</translation>
    </message>
    <message>
        <source>macOS lets no program hear the speakers directly.</source>
        <translation>macOS 不允许程序直接收听扬声器。</translation>
    </message>
    <message>
        <source>Install the free virtual device BlackHole 2ch, choose it as output (or in a multi-output device in Audio MIDI Setup), then start again.</source>
        <translation>请安装免费的虚拟设备 BlackHole 2ch，把它选为输出（或在“音频 MIDI 设置”中加入多输出设备），然后重新开始。</translation>
    </message>
    <message>
        <source>This speaker cannot be heard ({reason}).</source>
        <translation>无法收听这个扬声器（{reason}）。</translation>
    </message>
    <message>
        <source>The command &apos;devices&apos; lists those that can.</source>
        <translation>请从列表中选择可以收听的扬声器。</translation>
    </message>
    <message>
        <source>{earlier} or {last}</source>
        <translation>{earlier} 或 {last}</translation>
    </message>
    <message>
        <source>track {number} of {count}</source>
        <translation>共 {count} 条音轨，这是第 {number} 条</translation>
    </message>
    <message>
        <source>{loudness} ({track})</source>
        <translation>{loudness}（{track}）</translation>
    </message>
    <message>
        <source>llama.cpp refused to decode (code {code}). {words}</source>
        <translation>llama.cpp 拒绝解码（代码 {code}）。{words}</translation>
    </message>
    <message>
        <source>On the right side: {reason}</source>
        <translation>在右边：{reason}</translation>
    </message>
    <message>
        <source>There is no format &quot;{name}&quot;.</source>
        <translation>没有格式“{name}”。</translation>
    </message>
    <message>
        <source>Choose one of {names}.</source>
        <translation>请从 {names} 中选择。</translation>
    </message>
    <message>
        <source>No format goes by “{suffix}”.</source>
        <translation>没有以“{suffix}”结尾的格式。</translation>
    </message>
    <message>
        <source>Choose --format, or an ending of {names}.</source>
        <translation>请用 --format 指定，或使用 {names} 之一作为后缀。</translation>
    </message>
    <message>
        <source>The model {name} is built in and stays.</source>
        <translation>模型 {name} 是内置的，不能删除。</translation>
    </message>
    <message>
        <source>{path} could not be removed: {reason}.</source>
        <translation>无法删除 {path}：{reason}。</translation>
    </message>
    <message>
        <source>There is no precision {precision}.</source>
        <translation>没有精度 {precision}。</translation>
    </message>
    <message>
        <source>There is no decoder {decoder}.</source>
        <translation>没有解码器 {decoder}。</translation>
    </message>
    <message>
        <source>{title} is a terminal and brings no sound.</source>
        <translation>{title} 是终端，不提供声音。</translation>
    </message>
    <message>
        <source>Tokens come as one row of whole numbers, not as {type} {shape}.</source>
        <translation>词元应为一行整数，而不是 {type} {shape}。</translation>
    </message>
    <message>
        <source>A token lies outside the vocabulary of {count}.</source>
        <translation>有词元超出 {count} 项的词表。</translation>
    </message>
    <message>
        <source>Vectors come as float32 (n, {width}), not as {type} {shape}.</source>
        <translation>向量应为 float32 (n, {width})，而不是 {type} {shape}。</translation>
    </message>
    <message>
        <source>The decoder takes rows of {width} numbers, the adaptor gave {given}.</source>
        <translation>解码器接收每行 {width} 个数，适配器给出了 {given} 个。</translation>
    </message>
    <message>
        <source>Output {index} of {count} was asked for.</source>
        <translation>请求了第 {index} 个输出，共 {count} 个。</translation>
    </message>
    <message>
        <source>The cache holds {count} positions and cannot be cut to {length}.</source>
        <translation>缓存有 {count} 个位置，不能截短到 {length}。</translation>
    </message>
    <message>
        <source>{outputs} outputs cannot be had from {count} positions.</source>
        <translation>{count} 个位置不能给出 {outputs} 个输出。</translation>
    </message>
    <message>
        <source>{reason}.</source>
        <translation>{reason}。</translation>
    </message>
    <message>
        <source>Choose another model to use.</source>
        <translation>请选择另一个模型来使用。</translation>
    </message>
    <message>
        <source>Decoding was cancelled.</source>
        <translation>解码已取消。</translation>
    </message>
    <message>
        <source>Lead a sound file into it, or name one.</source>
        <translation>请把声音文件接到它的输入，或指定一个文件。</translation>
    </message>
    <message>
        <source>Remove it by hand.</source>
        <translation>请手动删除。</translation>
    </message>
    <message>
        <source>The sound&apos;s vectors hold values that are not numbers.</source>
        <translation>声音的向量中有不是数字的值。</translation>
    </message>
    <message>
        <source>There is no sound to write down.</source>
        <translation>没有可转写的声音。</translation>
    </message>
    <message>
        <source>Whisper&apos;s weights are published by OpenAI under the MIT License. What holds for the conversion that you took stands on its own page.</source>
        <translation>Whisper 的权重由 OpenAI 以 MIT 许可证发布。所用转换版本的条款见其自己的页面。</translation>
    </message>
    <message>
        <source>llama.cpp kept no output.</source>
        <translation>llama.cpp 没有保留输出。</translation>
    </message>
</context>
<context>
    <name>SettingsComplaints</name>
    <message>
        <source>And {count} more.</source>
        <translation>另有 {count} 处。</translation>
    </message>
    <message>
        <source>Look at what is kept, in the settings, before you start.</source>
        <translation>开始之前，请在设置中看看会保存什么。</translation>
    </message>
    <message>
        <source>Settings...</source>
        <translation>设置……</translation>
    </message>
    <message>
        <source>The file that could not be read is kept as {name}.</source>
        <translation>无法读取的文件已另存为 {name}。</translation>
    </message>
    <message>
        <source>It is in {folder}: what you had chosen can be looked up there.</source>
        <translation>它在 {folder}：原来的选择可以在那里查到。</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings - Earshot</source>
        <translation>设置 - Earshot</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Saved. It shows when Earshot is opened the next time.</source>
        <translation>已保存，下次打开 Earshot 时生效。</translation>
    </message>
    <message>
        <source>Saved. It applies when captions are started again.</source>
        <translation>已保存，下次开始字幕时生效。</translation>
    </message>
    <message>
        <source>Saved. It applies from the next sentence on.</source>
        <translation>已保存，从下一句起生效。</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>已保存。</translation>
    </message>
    <message>
        <source>The chosen model does not listen for your vocabulary; it is only corrected afterwards.</source>
        <translation>所选模型识别时不使用您的词汇，只在事后更正。</translation>
    </message>
    <message>
        <source>The chosen model does not use it.</source>
        <translation>所选模型不使用它。</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Hotwords</source>
        <translation>热词</translation>
    </message>
    <message>
        <source>Sound and text</source>
        <translation>声音与文字</translation>
    </message>
    <message>
        <source>Windows</source>
        <translation>界面</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Pages of the settings</source>
        <translation>设置的各页</translation>
    </message>
</context>
<context>
    <name>SettingsPages</name>
    <message>
        <source>While people speak</source>
        <translation>有人说话时</translation>
    </message>
    <message>
        <source>Early text may still change under your eyes; still text comes a little later and stays.</source>
        <translation>早出的文字可能还会变；稳定的文字稍晚出现，出现后不再变。</translation>
    </message>
    <message>
        <source>Early: every word at once</source>
        <translation>尽早：每个词立刻显示</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>适中</translation>
    </message>
    <message>
        <source>Still: only what is settled</source>
        <translation>稳定：只显示已确定的</translation>
    </message>
    <message>
        <source>A sentence ends</source>
        <translation>一句话在何时结束</translation>
    </message>
    <message>
        <source>After a short pause the finished text is there sooner, but sentences are cut in two more often. After a long one they stay whole.</source>
        <translation>停顿短就结束，定稿来得更早，但句子更容易被切断；停顿长才结束，句子更完整。</translation>
    </message>
    <message>
        <source>Earlier sentences as context</source>
        <translation>参考前面几句</translation>
    </message>
    <message>
        <source>None</source>
        <translation>不参考</translation>
    </message>
    <message>
        <source>Size of the captions</source>
        <translation>字幕大小</translation>
    </message>
    <message>
        <source>Of the caption window; the page of captions is two thirds as large.</source>
        <translation>指字幕窗口里的字号；主窗口里的字约为它的三分之二。</translation>
    </message>
    <message>
        <source>{points} pt</source>
        <translation>{points} 磅</translation>
    </message>
    <message>
        <source>What you talk about</source>
        <translation>谈话内容</translation>
    </message>
    <message>
        <source>Topic, agenda and names, in your own words. It helps the model to write them rightly.</source>
        <translation>用您自己的话写下主题、议程和人名，帮助模型写对它们。</translation>
    </message>
    <message>
        <source>Budget meeting with Anna Okonkwo: rent, travel, new servers</source>
        <translation>和王晓雯的预算会议：房租、差旅、新服务器</translation>
    </message>
    <message>
        <source>Names may come out alike, and mistakes may be carried on. None is usually best.</source>
        <translation>人名可能更一致，错误也可能延续。通常不用更好。</translation>
    </message>
    <message>
        <source>Put a hotword where something sounds like it</source>
        <translation>读音相近时换成热词</translation>
    </message>
    <message>
        <source>Careful leaves common words alone. Always is for lists of few, rare names.</source>
        <translation>“谨慎”不动常用词；“总是”适合只有少数生僻名字的词表。</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>Careful</source>
        <translation>谨慎</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>总是</translation>
    </message>
    <message>
        <source>Underline hotwords</source>
        <translation>给热词加下划线</translation>
    </message>
    <message>
        <source>Words of your lists that were heard can be seen at a glance.</source>
        <translation>听到词表里的词，一眼就能看见。</translation>
    </message>
    <message>
        <source>Listen to</source>
        <translation>听什么</translation>
    </message>
    <message>
        <source>What Start listens to when Earshot opens; the list beside Start changes it at any time.</source>
        <translation>打开 Earshot 后点“开始”听什么；也可以随时在“开始”旁边的列表里更改。</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>麦克风</translation>
    </message>
    <message>
        <source>What the computer plays</source>
        <translation>电脑播放的声音</translation>
    </message>
    <message>
        <source>Both, each on its own</source>
        <translation>两者都听，分开显示</translation>
    </message>
    <message>
        <source>Keep the sound</source>
        <translation>保存声音</translation>
    </message>
    <message>
        <source>As a FLAC file beside the text, about 60 MB an hour. It stays on this computer.</source>
        <translation>存为 FLAC 文件，每小时约 60 MB，只留在这台电脑上。</translation>
    </message>
    <message>
        <source>Folder of the recordings</source>
        <translation>录音文件夹</translation>
    </message>
    <message>
        <source>Keep the text</source>
        <translation>保存文字</translation>
    </message>
    <message>
        <source>In the list of transcripts, where it can be searched. Without it, text ends with the window.</source>
        <translation>存入文字记录，以后可以搜索。不保存的话，关窗后文字就没有了。</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language of the windows</source>
        <translation>界面语言</translation>
    </message>
    <message>
        <source>Not of the captions: those are in the language that is spoken.</source>
        <translation>不是字幕的语言：字幕总是用说话人的语言。</translation>
    </message>
    <message>
        <source>Transcripts</source>
        <translation>文字记录</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>录音</translation>
    </message>
    <message>
        <source>Hotword lists</source>
        <translation>热词表</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>At the shortest pause</source>
        <translation>停顿极短时</translation>
    </message>
    <message>
        <source>At a short pause</source>
        <translation>停顿较短时</translation>
    </message>
    <message>
        <source>At a usual pause</source>
        <translation>停顿一般时</translation>
    </message>
    <message>
        <source>At a long pause</source>
        <translation>停顿较长时</translation>
    </message>
    <message>
        <source>At the longest pause</source>
        <translation>停顿最长时</translation>
    </message>
</context>
<context>
    <name>SourcePicker</name>
    <message>
        <source>Sound source</source>
        <translation>声音来源</translation>
    </message>
    <message>
        <source>Where the sound comes from</source>
        <translation>声音从哪里来</translation>
    </message>
    <message>
        <source>Caption a file</source>
        <translation>为文件生成字幕</translation>
    </message>
    <message>
        <source>Sound and video ({patterns})</source>
        <translation>音频和视频 ({patterns})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Stop the captions to choose another source</source>
        <translation>停止字幕后才能更换来源</translation>
    </message>
    <message>
        <source>Microphone and computer sound</source>
        <translation>麦克风和电脑声音</translation>
    </message>
    <message>
        <source>Open a file...</source>
        <translation>打开文件……</translation>
    </message>
    <message>
        <source>{name}, track {track}</source>
        <translation>{name}，音轨 {track}</translation>
    </message>
    <message>
        <source>Default microphone</source>
        <translation>默认麦克风</translation>
    </message>
    <message>
        <source>Default microphone ({name})</source>
        <translation>默认麦克风（{name}）</translation>
    </message>
    <message>
        <source>Computer sound</source>
        <translation>电脑声音</translation>
    </message>
    <message>
        <source>{name} (not connected)</source>
        <translation>{name}（未连接）</translation>
    </message>
</context>
<context>
    <name>Speakers</name>
    <message>
        <source>Me</source>
        <translation>我</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>对方</translation>
    </message>
    <message>
        <source>{speaker}: </source>
        <translation>{speaker}：</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>rough demonstration</source>
        <translation>粗略演示</translation>
    </message>
    <message>
        <source>This small model came with Earshot, so that captions work at once. It shows how everything works, but it mishears a lot. A better model makes far fewer mistakes.</source>
        <translation>这个小模型随 Earshot 附带，让字幕马上就能用。它能展示一切如何运作，但经常听错。更好的模型错误会少得多。</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Getting ready...</source>
        <translation>正在准备……</translation>
    </message>
    <message>
        <source>Captioning</source>
        <translation>字幕运行中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Finishing...</source>
        <translation>正在收尾……</translation>
    </message>
    <message>
        <source>{factor}x real time</source>
        <translation>实时的 {factor} 倍</translation>
    </message>
    <message>
        <source>One second of speech takes {seconds} s to recognise; below 1 keeps up.</source>
        <translation>识别一秒语音需要 {seconds} 秒；低于 1 就跟得上。</translation>
    </message>
    <message>
        <source>Text is on the screen {usual} s after its sound was heard, {seldom} s at most in 95 of 100.</source>
        <translation>文字在听到声音后 {usual} 秒显示，100 次中有 95 次不超过 {seldom} 秒。</translation>
    </message>
    <message>
        <source>about {seconds} s to go</source>
        <translation>大约还要 {seconds} 秒</translation>
    </message>
    <message>
        <source>So long the last words will take; nothing that was said is lost.</source>
        <translation>写完最后几句还要这么久；说过的话一句也不会丢。</translation>
    </message>
    <message>
        <source>{seconds} s behind</source>
        <translation>落后 {seconds} 秒</translation>
    </message>
    <message>
        <source>The model is being loaded; what is said meanwhile becomes text when it is ready.</source>
        <translation>正在加载模型；这段时间里说的话会在加载完成后变成文字。</translation>
    </message>
    <message>
        <source>So much of what was said waits to become text.</source>
        <translation>已经说了、还没有变成文字的部分。</translation>
    </message>
    <message>
        <source>Text and sound are kept on this computer</source>
        <translation>文字和声音都保存在这台电脑上</translation>
    </message>
    <message>
        <source>Text is kept on this computer, sound is not</source>
        <translation>文字保存在这台电脑上，声音不保存</translation>
    </message>
    <message>
        <source>Sound is kept on this computer, text is not</source>
        <translation>声音保存在这台电脑上，文字不保存</translation>
    </message>
    <message>
        <source>Nothing is kept</source>
        <translation>不保存任何内容</translation>
    </message>
</context>
</TS>
