<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>Live captions of what your computer hears, on your computer.</source>
        <translation>在您的电脑上，把电脑听到的话实时变成字幕。</translation>
    </message>
    <message>
        <source>Earshot is free software under the Apache License 2.0.</source>
        <translation>Earshot 是自由软件，采用 Apache License 2.0 许可证。</translation>
    </message>
    <message>
        <source>Read the licence</source>
        <translation>阅读许可证</translation>
    </message>
    <message>
        <source>Its parts keep their own licences. A link opens the whole text.</source>
        <translation>各部分保留自己的许可证。点链接可以阅读全文。</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Libraries</source>
        <translation>程序库</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>未注明</translation>
    </message>
</context>
<context>
    <name>AskingName</name>
    <message>
        <source>Name:</source>
        <translation>名称：</translation>
    </message>
</context>
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
    <name>BrokenRulesDialog</name>
    <message>
        <source>Rules that were not kept</source>
        <translation>未能遵守的规则</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>BrowserPage</name>
    <message>
        <source>Read along in a browser, on a projector, or in OBS. Nothing is shared until you start it.</source>
        <translation>可在浏览器、投影仪或 OBS 中同步阅读字幕。在您启动之前，不会共享任何内容。</translation>
    </message>
    <message>
        <source>Phones and other devices in my network, too</source>
        <translation>也允许本网络中的手机和其他设备</translation>
    </message>
    <message>
        <source>Through a new link each time. The connection is not encrypted.</source>
        <translation>通过仅本次有效的链接访问。传输未加密。</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>链接</translation>
    </message>
    <message>
        <source>Copy the link</source>
        <translation>复制链接</translation>
    </message>
    <message>
        <source>For OBS</source>
        <translation>用于 OBS</translation>
    </message>
    <message>
        <source>Copy the link for OBS</source>
        <translation>复制用于 OBS 的链接</translation>
    </message>
    <message>
        <source>Stop sharing</source>
        <translation>停止共享</translation>
    </message>
    <message>
        <source>Start sharing</source>
        <translation>开始共享</translation>
    </message>
    <message>
        <source>No one is reading along yet.</source>
        <translation>还没有人在阅读。</translation>
    </message>
    <message>
        <source>Reading along: {names}</source>
        <translation>正在阅读：{names}</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>CaptionMargin</name>
    <message>
        <source>Draft; will be improved.</source>
        <translation>草稿，稍后改进。</translation>
    </message>
    <message>
        <source>Marked at {time}</source>
        <translation>标记于 {time}</translation>
    </message>
    <message>
        <source>Uncertain: another voice is nearly as close.</source>
        <translation>不确定：另一个声音同样接近。</translation>
    </message>
    <message>
        <source>The speaker was taken for {name} before.</source>
        <translation>之前标注为 {name}。</translation>
    </message>
</context>
<context>
    <name>CaptionMenu</name>
    <message>
        <source>Copy selected text</source>
        <translation>复制所选文字</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>全部复制</translation>
    </message>
    <message>
        <source>Copy this caption</source>
        <translation>复制这条字幕</translation>
    </message>
    <message>
        <source>Copy with time</source>
        <translation>连同时间复制</translation>
    </message>
    <message>
        <source>Correct this caption</source>
        <translation>更正这条字幕</translation>
    </message>
    <message>
        <source>Mark here</source>
        <translation>在此标记</translation>
    </message>
    <message>
        <source>Remove the mark at {time}</source>
        <translation>删除 {time} 处的标记</translation>
    </message>
    <message>
        <source>Add “{word}” to vocabulary</source>
        <translation>将“{word}”加入词汇表</translation>
    </message>
</context>
<context>
    <name>CaptionOverlay</name>
    <message>
        <source>Arrows move it, Shift+arrows resize it, Esc leaves it</source>
        <translation>方向键移动，Shift+方向键调整大小，Esc 退出</translation>
    </message>
    <message>
        <source>Captions - Earshot</source>
        <translation>字幕 - Earshot</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>悬浮字幕</translation>
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
        <source>What was said, one sentence a line; the newest is the last</source>
        <translation>所说的内容，每句一行，最新的在最后</translation>
    </message>
</context>
<context>
    <name>Commands</name>
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
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Find words in the captions</source>
        <translation>在字幕中查找文字</translation>
    </message>
    <message>
        <source>Mark my place</source>
        <translation>标记此刻</translation>
    </message>
    <message>
        <source>Put a mark at this moment, to find it again</source>
        <translation>在此刻做标记，便于以后找到</translation>
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
        <source>Names and terms that captions should spell right</source>
        <translation>希望字幕写对的名字和术语</translation>
    </message>
    <message>
        <source>Resume captions</source>
        <translation>继续字幕</translation>
    </message>
    <message>
        <source>Stop listening until you resume</source>
        <translation>暂停收听，直到您继续</translation>
    </message>
    <message>
        <source>How captions look, what writes them, what is kept</source>
        <translation>字幕的样子、用哪个模型、保存什么</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>悬浮字幕</translation>
    </message>
    <message>
        <source>Captions above other programs</source>
        <translation>显示在其他程序之上的字幕</translation>
    </message>
    <message>
        <source>Lock the overlay</source>
        <translation>锁定悬浮字幕</translation>
    </message>
    <message>
        <source>The mouse reaches what is below it</source>
        <translation>鼠标可以操作它下面的内容</translation>
    </message>
    <message>
        <source>Go to the overlay</source>
        <translation>转到悬浮字幕</translation>
    </message>
    <message>
        <source>Move and resize it with the arrow keys</source>
        <translation>用方向键移动它、调整大小</translation>
    </message>
    <message>
        <source>Transcribe files…</source>
        <translation>转写文件……</translation>
    </message>
    <message>
        <source>Sound and video files, one or many</source>
        <translation>一个或多个音频、视频文件</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置……</translation>
    </message>
    <message>
        <source>Captions for others…</source>
        <translation>与他人共享字幕……</translation>
    </message>
    <message>
        <source>A page for phones, projectors and OBS</source>
        <translation>供手机、投影仪和 OBS 使用的页面</translation>
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
        <source>Vocabulary</source>
        <translation>词汇</translation>
    </message>
    <message>
        <source>Next vocabulary profile</source>
        <translation>下一套词汇方案</translation>
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
        <source>User guide</source>
        <translation>使用指南</translation>
    </message>
    <message>
        <source>How to use Earshot, in short chapters</source>
        <translation>分章介绍如何使用 Earshot</translation>
    </message>
    <message>
        <source>About Earshot</source>
        <translation>关于 Earshot</translation>
    </message>
    <message>
        <source>Version and licences</source>
        <translation>版本和许可证</translation>
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
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
</context>
<context>
    <name>Comparison</name>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>Heard again</source>
        <translation>重新识别</translation>
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
        <source>If captions stopped, start them again.</source>
        <translation>如果字幕停了，请重新开始。</translation>
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
    <name>EditingInput</name>
    <message>
        <source>Change the speaker</source>
        <translation>更改说话人</translation>
    </message>
    <message>
        <source>Edited. Recognised: {text}</source>
        <translation>已编辑。识别原文：{text}</translation>
    </message>
</context>
<context>
    <name>EmptyLibrary</name>
    <message>
        <source>Your transcripts will be here.</source>
        <translation>您的记录会显示在这里。</translation>
    </message>
    <message>
        <source>Earshot keeps what is said while captions run, on this computer only. You can read it here, search it and export it.</source>
        <translation>生成字幕时说的话会保存下来，只存在这台电脑上。您可以在这里阅读、搜索和导出。</translation>
    </message>
    <message>
        <source>Start captions</source>
        <translation>开始字幕</translation>
    </message>
    <message>
        <source>Transcribe files…</source>
        <translation>转写文件……</translation>
    </message>
</context>
<context>
    <name>EmptyPage</name>
    <message>
        <source>Nothing leaves this computer: no account, no upload.</source>
        <translation>一切都留在这台电脑上：不用账号，也不上传。</translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <translation>正在准备……</translation>
    </message>
    <message>
        <source>Paused. Not listening.</source>
        <translation>已暂停，不再收听。</translation>
    </message>
    <message>
        <source>Finishing…</source>
        <translation>正在收尾……</translation>
    </message>
    <message>
        <source>Press Start, and what people say appears here.</source>
        <translation>点“开始”，人们说的话就会显示在这里。</translation>
    </message>
    <message>
        <source>Ctrl+R starts and stops.  Space pauses.  Ctrl+L shows captions above other programs.  F1 opens the guide.</source>
        <translation>Ctrl+R 开始和停止，空格键暂停，Ctrl+L 在其他程序上方显示字幕，F1 打开使用指南。</translation>
    </message>
    <message>
        <source>Listening. Captions appear as soon as somebody speaks.</source>
        <translation>正在听。有人说话，字幕就会出现。</translation>
    </message>
</context>
<context>
    <name>EnrolDialog</name>
    <message>
        <source>Remember this voice</source>
        <translation>记住此声音</translation>
    </message>
    <message>
        <source>Name of the person</source>
        <translation>此人的姓名</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Remember voice</source>
        <translation>记住声音</translation>
    </message>
    <message>
        <source>Earshot then keeps a description of this voice in its folder on this computer, and puts the name to it in other captions. Such a voiceprint is biometric data: keep it only with the person&apos;s consent. You can delete it at any time under Remembered voices.</source>
        <translation>Earshot 会在本机自己的文件夹中保存对此声音的描述，并在其他字幕中标上姓名。声纹属于生物识别数据：只有在本人同意时才能保存。您可以随时在“已记住的声音”中删除。</translation>
    </message>
    <message>
        <source>{name} agrees that Earshot remembers their voice</source>
        <translation>{name} 同意 Earshot 记住自己的声音</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Subtitles that cannot keep every rule: {count}. The first: {first}</source>
        <translation>无法遵守全部规则的字幕：{count} 处。第一处：{first}</translation>
    </message>
    <message>
        <source>Templates ({endings})</source>
        <translation>模板 ({endings})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Own template</source>
        <translation>自己的模板</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Rules of subtitles</source>
        <translation>字幕规则</translation>
    </message>
    <message>
        <source>Own rules</source>
        <translation>自定规则</translation>
    </message>
    <message>
        <source>No template is chosen.</source>
        <translation>尚未选择模板。</translation>
    </message>
    <message>
        <source>Choose template…</source>
        <translation>选择模板……</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>All in one file</source>
        <translation>全部放入一个文件</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存……</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Characters a line</source>
        <translation>每行字符数</translation>
    </message>
    <message>
        <source>Chinese characters a line</source>
        <translation>每行汉字数</translation>
    </message>
    <message>
        <source>Characters a second</source>
        <translation>每秒字符数</translation>
    </message>
    <message>
        <source>Chinese characters a second</source>
        <translation>每秒汉字数</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>Gap (ms)</source>
        <translation>间隔（毫秒）</translation>
    </message>
    <message>
        <source>Shortest (ms)</source>
        <translation>最短（毫秒）</translation>
    </message>
    <message>
        <source>Longest (ms)</source>
        <translation>最长（毫秒）</translation>
    </message>
    <message>
        <source>of Chinese</source>
        <translation>其中汉字</translation>
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
        <source>Show all</source>
        <translation>全部显示</translation>
    </message>
    <message>
        <source>All, one file each</source>
        <translation>全部，各存一个文件</translation>
    </message>
    <message>
        <source>All in one file</source>
        <translation>全部放入一个文件</translation>
    </message>
    <message>
        <source>{session} (not stored)</source>
        <translation>{session}（未保存）</translation>
    </message>
    <message>
        <source>More formats</source>
        <translation>更多格式</translation>
    </message>
    <message>
        <source>Options and preview…</source>
        <translation>选项和预览……</translation>
    </message>
</context>
<context>
    <name>Field</name>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Reset: {setting}</source>
        <translation>重置：{setting}</translation>
    </message>
</context>
<context>
    <name>FieldGroups</name>
    <message>
        <source>No setting found</source>
        <translation>没有找到设置</translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation>设置分组</translation>
    </message>
    <message>
        <source>Shows the settings of one group</source>
        <translation>显示一组设置</translation>
    </message>
</context>
<context>
    <name>FieldOver</name>
    <message>
        <source>Recognised meanwhile: {text}</source>
        <translation>新的识别结果：{text}</translation>
    </message>
</context>
<context>
    <name>FileDialogs</name>
    <message>
        <source>Look in:</source>
        <translation>位置：</translation>
    </message>
    <message>
        <source>Files of type:</source>
        <translation>文件类型：</translation>
    </message>
</context>
<context>
    <name>FileEntrance</name>
    <message>
        <source>Sound and video ({patterns})</source>
        <translation>音频和视频 ({patterns})</translation>
    </message>
    <message>
        <source>Transcribe files</source>
        <translation>转写文件</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>FileFields</name>
    <message>
        <source>None is chosen yet</source>
        <translation>尚未选择</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Subtitles</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>A file for captions</source>
        <translation>字幕文件</translation>
    </message>
    <message>
        <source>captions</source>
        <translation>字幕</translation>
    </message>
</context>
<context>
    <name>FileRow</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Pause {name}</source>
        <translation>暂停 {name}</translation>
    </message>
    <message>
        <source>Resume {name}</source>
        <translation>继续 {name}</translation>
    </message>
    <message>
        <source>Cancel {name}</source>
        <translation>取消 {name}</translation>
    </message>
    <message>
        <source>Open the transcript of {name}</source>
        <translation>打开 {name} 的记录</translation>
    </message>
    <message>
        <source>Try {name} again</source>
        <translation>重试 {name}</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Waits until captions stop</source>
        <translation>等待字幕停止</translation>
    </message>
    <message>
        <source>Transcribing</source>
        <translation>正在转写</translation>
    </message>
    <message>
        <source>Done. Nobody speaks in it.</source>
        <translation>已完成，其中没有人声。</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Less than a minute left</source>
        <translation>剩余不到 1 分钟</translation>
    </message>
    <message>
        <source>{minutes} min left</source>
        <translation>剩余 {minutes} 分钟</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min left</source>
        <translation>剩余 {hours} 小时 {minutes} 分钟</translation>
    </message>
</context>
<context>
    <name>FilesPanel</name>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>添加文件……</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>清除已完成的</translation>
    </message>
    <message>
        <source>Files: {done} of {count} done</source>
        <translation>文件：已完成 {done} / {count}</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Enter goes to the next place, Shift+Enter to the one before</source>
        <translation>按 Enter 到下一处，按 Shift+Enter 到上一处</translation>
    </message>
    <message>
        <source>Previous place (Shift+F3)</source>
        <translation>上一处（Shift+F3）</translation>
    </message>
    <message>
        <source>Next place (F3)</source>
        <translation>下一处（F3）</translation>
    </message>
    <message>
        <source>Close the find bar (Esc)</source>
        <translation>关闭查找栏（Esc）</translation>
    </message>
    <message>
        <source>{place} of {places}</source>
        <translation>{place} / {places}</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>未找到</translation>
    </message>
</context>
<context>
    <name>FirstPage</name>
    <message>
        <source>Spoken language</source>
        <translation>说话的语言</translation>
    </message>
    <message>
        <source>Check the sound</source>
        <translation>检查声音</translation>
    </message>
    <message>
        <source>Text and sound, so that you can listen again</source>
        <translation>文字和声音，以便重听</translation>
    </message>
    <message>
        <source>Text only</source>
        <translation>仅文字</translation>
    </message>
    <message>
        <source>Start captions</source>
        <translation>开始字幕</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>以后再说</translation>
    </message>
    <message>
        <source>Trying how fast this computer is…</source>
        <translation>正在测试本机速度……</translation>
    </message>
    <message>
        <source>Detect automatically</source>
        <translation>自动识别</translation>
    </message>
    <message>
        <source>The speed could not be tried. Captions can start all the same.</source>
        <translation>无法测试速度，但字幕仍可开始。</translation>
    </message>
    <message>
        <source>{model} fits this computer: captions appear about {seconds} s after the words.</source>
        <translation>{model} 适合本机：字幕约在话音之后 {seconds} 秒出现。</translation>
    </message>
    <message>
        <source>{model} just keeps up on this computer. Captions may come late when it is busy.</source>
        <translation>{model} 在本机勉强跟得上，电脑繁忙时字幕可能变慢。</translation>
    </message>
    <message>
        <source>{model} is too slow for this computer: captions fall behind and are improved later.</source>
        <translation>{model} 对本机来说太慢：字幕会落后，之后再改进。</translation>
    </message>
    <message>
        <source>{model} is lighter: choose it under Models.</source>
        <translation>{model} 更轻便，可在“模型”中选择。</translation>
    </message>
    <message>
        <source>Which language do you hear?</source>
        <translation>您听到的是什么语言？</translation>
    </message>
    <message>
        <source>Where does the sound come from?</source>
        <translation>声音来自哪里？</translation>
    </message>
    <message>
        <source>What should be kept on this computer?</source>
        <translation>在本机保存什么？</translation>
    </message>
    <message>
        <source>What to expect</source>
        <translation>速度预期</translation>
    </message>
    <message>
        <source>Welcome to Earshot</source>
        <translation>欢迎使用 Earshot</translation>
    </message>
    <message>
        <source>Earshot shows what people say as text, while they speak. Nothing leaves this computer.</source>
        <translation>Earshot 在人们说话的同时把话音显示为文字，任何内容都不会离开本机。</translation>
    </message>
</context>
<context>
    <name>FolderField</name>
    <message>
        <source>Choose…</source>
        <translation>选择……</translation>
    </message>
</context>
<context>
    <name>GlobalShortcuts</name>
    <message>
        <source>This desktop lets no program have keys of its own.</source>
        <translation>此桌面不允许程序设置全局快捷键。</translation>
    </message>
    <message>
        <source>{keys} cannot be used in other programs.</source>
        <translation>{keys} 不能用作全局快捷键。</translation>
    </message>
    <message>
        <source>{keys} belongs to another program.</source>
        <translation>{keys} 已被其他程序占用。</translation>
    </message>
    <message>
        <source>Set the keys in your desktop&apos;s settings; the guide (F1) says how.</source>
        <translation>请在桌面的设置中设定按键；做法见使用指南（F1）。</translation>
    </message>
    <message>
        <source>Choose other keys in the settings.</source>
        <translation>请在设置中选择其他快捷键。</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>悬浮字幕</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>More: copy, text size, vocabulary, settings, help</source>
        <translation>更多：复制、文字大小、词汇、设置、帮助</translation>
    </message>
</context>
<context>
    <name>HeardPlaces</name>
    <message>
        <source>Sentences that can be improved</source>
        <translation>可以改进的句子</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Leave this sentence as it is</source>
        <translation>这句话保持不变</translation>
    </message>
    <message>
        <source>Take</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>Use the new text of this sentence</source>
        <translation>使用这句话的新文字</translation>
    </message>
    <message>
        <source>Take all</source>
        <translation>全部采用</translation>
    </message>
    <message>
        <source>Use the new text of all sentences left</source>
        <translation>使用其余所有句子的新文字</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Bring back the text before</source>
        <translation>恢复之前的文字</translation>
    </message>
    <message>
        <source>taken</source>
        <translation>已采用</translation>
    </message>
    <message>
        <source>kept as it was</source>
        <translation>保持原样</translation>
    </message>
</context>
<context>
    <name>HelpWindows</name>
    <message>
        <source>User guide</source>
        <translation>使用指南</translation>
    </message>
    <message>
        <source>About Earshot</source>
        <translation>关于 Earshot</translation>
    </message>
    <message>
        <source>The guide is missing. Install Earshot again.</source>
        <translation>找不到指南。请重新安装 Earshot。</translation>
    </message>
</context>
<context>
    <name>Improving</name>
    <message>
        <source>Improve…</source>
        <translation>改进……</translation>
    </message>
    <message>
        <source>Sentences that were changed meanwhile stay as they are.</source>
        <translation>期间改动过的句子保持不变。</translation>
    </message>
</context>
<context>
    <name>KeysField</name>
    <message>
        <source>Add Ctrl, Alt or the Windows (Super) key.</source>
        <translation>请加上 Ctrl、Alt 或 Win 键。</translation>
    </message>
</context>
<context>
    <name>Leaving</name>
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
    <name>LevelMeter</name>
    <message>
        <source>Sound level</source>
        <translation>音量</translation>
    </message>
    <message>
        <source>How loud the sound is. The dot lights up while somebody speaks; an orange bar is too loud.</source>
        <translation>声音的大小。有人说话时圆点亮起，橙色表示声音过大。</translation>
    </message>
    <message>
        <source>{level} dB below the loudest possible</source>
        <translation>比最大音量低 {level} dB</translation>
    </message>
    <message>
        <source>Captions are not running.</source>
        <translation>字幕未运行。</translation>
    </message>
</context>
<context>
    <name>LibraryLines</name>
    <message>
        <source>with sound</source>
        <translation>有录音</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>Captions are running</source>
        <translation>正在生成字幕</translation>
    </message>
    <message>
        <source>Closed before it was finished</source>
        <translation>未正常结束</translation>
    </message>
    <message>
        <source>drafts: {count}</source>
        <translation>草稿：{count}</translation>
    </message>
    <message>
        <source>Source: {what}</source>
        <translation>来源：{what}</translation>
    </message>
    <message>
        <source>Languages: {what}</source>
        <translation>语言：{what}</translation>
    </message>
    <message>
        <source>Model: {what}</source>
        <translation>模型：{what}</translation>
    </message>
    <message>
        <source>Sound: {what}</source>
        <translation>录音：{what}</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分钟</translation>
    </message>
    <message>
        <source>1 caption</source>
        <translation>1 条字幕</translation>
    </message>
    <message>
        <source>{count} captions</source>
        <translation>{count} 条字幕</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>麦克风</translation>
    </message>
    <message>
        <source>Computer sound</source>
        <translation>电脑声音</translation>
    </message>
</context>
<context>
    <name>LibraryLists</name>
    <message>
        <source>Search all transcripts</source>
        <translation>搜索所有记录</translation>
    </message>
    <message>
        <source>Transcripts</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Enter opens, F2 renames, Delete deletes</source>
        <translation>Enter 打开，F2 重命名，Delete 删除</translation>
    </message>
    <message>
        <source>Places that were found</source>
        <translation>找到的位置</translation>
    </message>
    <message>
        <source>Enter opens the transcript at this place</source>
        <translation>Enter 在此处打开记录</translation>
    </message>
    <message>
        <source>No transcript has “{words}”.</source>
        <translation>没有记录包含“{words}”。</translation>
    </message>
</context>
<context>
    <name>ListBar</name>
    <message>
        <source>List</source>
        <translation>词表</translation>
    </message>
    <message>
        <source>The list of words that is shown</source>
        <translation>当前显示的词表</translation>
    </message>
    <message>
        <source>Use this list</source>
        <translation>使用此词表</translation>
    </message>
    <message>
        <source>Captions listen for the words of this list</source>
        <translation>字幕会留意此词表中的词</translation>
    </message>
</context>
<context>
    <name>ListController</name>
    <message>
        <source>New profile</source>
        <translation>新方案</translation>
    </message>
</context>
<context>
    <name>ListMenus</name>
    <message>
        <source>New list…</source>
        <translation>新建词表……</translation>
    </message>
    <message>
        <source>Rename this list…</source>
        <translation>重命名此词表……</translation>
    </message>
    <message>
        <source>Delete this list</source>
        <translation>删除此词表</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>When I correct a word</source>
        <translation>我改正一个词时</translation>
    </message>
    <message>
        <source>New list</source>
        <translation>新词表</translation>
    </message>
    <message>
        <source>Rename the list</source>
        <translation>重命名词表</translation>
    </message>
    <message>
        <source>New profile</source>
        <translation>新方案</translation>
    </message>
    <message>
        <source>Rename the profile</source>
        <translation>重命名方案</translation>
    </message>
    <message>
        <source>All lists</source>
        <translation>全部词表</translation>
    </message>
    <message>
        <source>New profile…</source>
        <translation>新建方案……</translation>
    </message>
    <message>
        <source>Rename this profile…</source>
        <translation>重命名此方案……</translation>
    </message>
    <message>
        <source>Delete this profile</source>
        <translation>删除此方案</translation>
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
    <name>ListPane</name>
    <message>
        <source>Lists</source>
        <translation>词表</translation>
    </message>
    <message>
        <source>Checked lists are used for captions; Space checks</source>
        <translation>勾选的词表用于字幕；按空格键勾选</translation>
    </message>
    <message>
        <source>A profile says which lists are used; Ctrl+Shift+K switches to the next</source>
        <translation>方案决定用哪些词表；Ctrl+Shift+K 切换到下一个</translation>
    </message>
    <message>
        <source>All lists</source>
        <translation>全部词表</translation>
    </message>
    <message>
        <source>Profile: {name}</source>
        <translation>方案：{name}</translation>
    </message>
    <message>
        <source>Checked lists are used for captions.</source>
        <translation>勾选的词表用于字幕。</translation>
    </message>
</context>
<context>
    <name>LivePage</name>
    <message>
        <source>New captions, {time}</source>
        <translation>新的字幕，{time}</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Live</source>
        <translation>实时字幕</translation>
    </message>
    <message>
        <source>Transcripts</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>词汇</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>Marks</name>
    <message>
        <source>Mark at {time} removed</source>
        <translation>已删除 {time} 处的标记</translation>
    </message>
    <message>
        <source>Marked at {time}</source>
        <translation>标记于 {time}</translation>
    </message>
</context>
<context>
    <name>ModelActions</name>
    <message>
        <source>{size} are fetched.</source>
        <translation>需下载 {size}。</translation>
    </message>
    <message>
        <source>Licence: {licence}.</source>
        <translation>许可：{licence}。</translation>
    </message>
    <message>
        <source>Credit: {credit}.</source>
        <translation>来源：{credit}。</translation>
    </message>
    <message>
        <source>Get {model}?</source>
        <translation>获取 {model}？</translation>
    </message>
    <message>
        <source>Get</source>
        <translation>获取</translation>
    </message>
    <message>
        <source>Remove {model}?</source>
        <translation>移除 {model}？</translation>
    </message>
    <message>
        <source>This frees {size}.</source>
        <translation>可释放 {size} 空间。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Recommended: the best text in your language that this computer can keep up with.</source>
        <translation>推荐：在这台电脑跟得上的模型中，您的语言识别效果最好。</translation>
    </message>
    <message>
        <source>Recommended: good text in your language, and this computer should keep up with it.</source>
        <translation>推荐：您的语言识别效果好，这台电脑应能跟上。</translation>
    </message>
    <message>
        <source>Recommended: it fits this computer and knows your language.</source>
        <translation>推荐：适合这台电脑，并懂您的语言。</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Use it now</source>
        <translation>立即使用</translation>
    </message>
    <message>
        <source>{model} is ready.</source>
        <translation>{model} 已就绪。</translation>
    </message>
    <message>
        <source>{model} is whole.</source>
        <translation>{model} 完好。</translation>
    </message>
    <message>
        <source>{model} is repaired.</source>
        <translation>{model} 已修复。</translation>
    </message>
    <message>
        <source>{model} was removed.</source>
        <translation>{model} 已移除。</translation>
    </message>
    <message>
        <source>{model} was exported.</source>
        <translation>{model} 已导出。</translation>
    </message>
    <message>
        <source>The models are in {model} now.</source>
        <translation>模型现在位于 {model}。</translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <source>✓ In use</source>
        <translation>✓ 使用中</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Use {model}</source>
        <translation>改用 {model}</translation>
    </message>
    <message>
        <source>More for {model}</source>
        <translation>{model} 的更多操作</translation>
    </message>
    <message>
        <source>Earshot is set to stay offline</source>
        <translation>Earshot 已设为保持离线</translation>
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
        <source>Computing device</source>
        <translation>计算设备</translation>
    </message>
    <message>
        <source>A graphics card with enough memory is faster.</source>
        <translation>显存足够时，显卡更快。</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Layers on the graphics card</source>
        <translation>显卡上的层数</translation>
    </message>
    <message>
        <source>Fewer leave more of its memory to other programs.</source>
        <translation>层数越少，留给其他程序的显存越多。</translation>
    </message>
    <message>
        <source>As many as fit</source>
        <translation>能放下多少就放多少</translation>
    </message>
    <message>
        <source>Fewer leave more room for other programs.</source>
        <translation>核心越少，留给其他程序的资源越多。</translation>
    </message>
    <message>
        <source>Stay offline</source>
        <translation>保持离线</translation>
    </message>
    <message>
        <source>No model is fetched or used elsewhere, and no captions are sent away.</source>
        <translation>不下载模型，不使用别处的模型，也不向外发送字幕。</translation>
    </message>
    <message>
        <source>Mirror for models</source>
        <translation>模型镜像</translation>
    </message>
    <message>
        <source>Takes the place of Hugging Face&apos;s address.</source>
        <translation>代替 Hugging Face 的地址。</translation>
    </message>
    <message>
        <source>https://models.example.org</source>
        <translation>https://models.example.org</translation>
    </message>
    <message>
        <source>Loading. Captions use the previous model until it is ready.</source>
        <translation>正在加载。就绪之前，字幕仍使用原来的模型。</translation>
    </message>
    <message>
        <source>Automatic ({title})</source>
        <translation>自动（{title}）</translation>
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
        <source>Detect automatically</source>
        <translation>自动识别</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>Demo model: expect mistakes.</source>
        <translation>演示模型，出错会比较多。</translation>
    </message>
    <message>
        <source>No punctuation.</source>
        <translation>没有标点。</translation>
    </message>
    <message>
        <source>{size} on the disk.</source>
        <translation>占用磁盘 {size}。</translation>
    </message>
    <message>
        <source>Too slow on this computer.</source>
        <translation>在这台电脑上太慢。</translation>
    </message>
    <message>
        <source>Measured here: {times} times as fast as speech.</source>
        <translation>本机实测：速度为语音的 {times} 倍。</translation>
    </message>
    <message>
        <source>Text comes after the sentence.</source>
        <translation>句子结束后才出现文字。</translation>
    </message>
    <message>
        <source>No times of words.</source>
        <translation>没有单词时间。</translation>
    </message>
    <message>
        <source>{size} to fetch, {memory} of memory.</source>
        <translation>下载 {size}，内存 {memory}。</translation>
    </message>
    <message>
        <source>{size} on the disk, {memory} of memory.</source>
        <translation>占用磁盘 {size}，内存 {memory}。</translation>
    </message>
    <message>
        <source>{size} of memory.</source>
        <translation>占用 {size} 内存。</translation>
    </message>
    <message>
        <source>Computes in another program on this computer.</source>
        <translation>在这台电脑上的另一个程序中运行。</translation>
    </message>
    <message>
        <source>Sends numbers to {host}, from which the text is written; no sound.</source>
        <translation>向 {host} 发送用于生成文本的数值，不发送声音。</translation>
    </message>
    <message>
        <source>Sends the sound of what is said to {host}.</source>
        <translation>把说话的声音发送到 {host}。</translation>
    </message>
    <message>
        <source>Optional: marks where two speak at once in finished transcripts.</source>
        <translation>可选：在已完成的记录中标出两人同时说话之处。</translation>
    </message>
    <message>
        <source>Tells speakers apart in finished transcripts; writes no captions.</source>
        <translation>在已完成的记录中区分说话人；不生成字幕。</translation>
    </message>
    <message>
        <source>Basic quality.</source>
        <translation>质量：基本。</translation>
    </message>
    <message>
        <source>Good quality.</source>
        <translation>质量：好。</translation>
    </message>
    <message>
        <source>Very good quality.</source>
        <translation>质量：很好。</translation>
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
    <name>ModelsPage</name>
    <message>
        <source>Show folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Stay offline</source>
        <translation>保持离线</translation>
    </message>
    <message>
        <source>Earshot fetches no model and uses none on another machine</source>
        <translation>Earshot 不下载模型，也不使用其他机器上的模型</translation>
    </message>
    <message>
        <source>Another machine…</source>
        <translation>其他机器……</translation>
    </message>
    <message>
        <source>Add a model that computes on another machine</source>
        <translation>添加在其他机器上运行的模型</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>The model is being loaded.</source>
        <translation>正在加载模型。</translation>
    </message>
    <message>
        <source>Captions use the previous model until then.</source>
        <translation>在此之前，字幕使用原来的模型。</translation>
    </message>
    <message>
        <source>No model is installed. Reinstall Earshot, or run its set-up again.</source>
        <translation>没有安装模型。请重新安装 Earshot，或再次运行安装程序。</translation>
    </message>
    <message>
        <source>The best model that this computer has: {title}.</source>
        <translation>本机最好的模型：{title}。</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出……</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Export {model}</source>
        <translation>导出 {model}</translation>
    </message>
    <message>
        <source>Model for another computer (*.zip)</source>
        <translation>供其他电脑使用的模型 (*.zip)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Import a model</source>
        <translation>导入模型</translation>
    </message>
    <message>
        <source>Move all models to</source>
        <translation>把所有模型移到</translation>
    </message>
    <message>
        <source>The folder cannot be opened here.</source>
        <translation>无法在这里打开该文件夹。</translation>
    </message>
    <message>
        <source>It is {path}.</source>
        <translation>位置：{path}。</translation>
    </message>
    <message>
        <source>More models</source>
        <translation>更多模型</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>From a folder…</source>
        <translation>从文件夹……</translation>
    </message>
    <message>
        <source>From an exported file…</source>
        <translation>从导出的文件……</translation>
    </message>
    <message>
        <source>Move folder…</source>
        <translation>移动文件夹……</translation>
    </message>
    <message>
        <source>A model turns speech into text, on this computer alone unless you add another machine.</source>
        <translation>模型把语音变成文本。除非您添加其他机器，一切只在这台电脑上进行。</translation>
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
        <source>This computer was too busy: {seconds} s of sound have no captions.</source>
        <translation>电脑太忙：有 {seconds} 秒的声音没有字幕。</translation>
    </message>
    <message>
        <source>Close other programs that keep it busy.</source>
        <translation>请关闭占用电脑的其他程序。</translation>
    </message>
</context>
<context>
    <name>ObsFields</name>
    <message>
        <source>The name of a text source in OBS</source>
        <translation>OBS 中文本来源的名称</translation>
    </message>
    <message>
        <source>Leave empty to use the one in the keyring</source>
        <translation>留空则使用密钥环中的密码</translation>
    </message>
    <message>
        <source>Captions in the stream, too (Latin letters only)</source>
        <translation>也作为直播流字幕（仅限拉丁字母）</translation>
    </message>
    <message>
        <source>Keep the password in the system&apos;s keyring</source>
        <translation>把密码保存在系统的密钥环中</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Text source</source>
        <translation>文本来源</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
</context>
<context>
    <name>ObtainableCard</name>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Get</source>
        <translation>获取</translation>
    </message>
    <message>
        <source>Earshot is set to stay offline</source>
        <translation>Earshot 设为保持离线</translation>
    </message>
</context>
<context>
    <name>Offers</name>
    <message>
        <source>Choose another source</source>
        <translation>选择其他声音来源</translation>
    </message>
    <message>
        <source>Add {language}</source>
        <translation>添加{language}</translation>
    </message>
    <message>
        <source>Use {model}</source>
        <translation>改用 {model}</translation>
    </message>
</context>
<context>
    <name>OutputPage</name>
    <message>
        <source>Send a test caption</source>
        <translation>发送测试字幕</translation>
    </message>
    <message>
        <source>It ended with the captions. Start it again for the next ones.</source>
        <translation>已随字幕结束。下一次字幕请再次开始。</translation>
    </message>
    <message>
        <source>The test caption was sent.</source>
        <translation>测试字幕已发送。</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接……</translation>
    </message>
    <message>
        <source>Sent: {count}.</source>
        <translation>已发送：{count}。</translation>
    </message>
    <message>
        <source>Captions so far: {count}.</source>
        <translation>已写入字幕：{count} 条。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
</context>
<context>
    <name>OverlayClose</name>
    <message>
        <source>Close the overlay</source>
        <translation>关闭悬浮字幕</translation>
    </message>
</context>
<context>
    <name>OverlayMenu</name>
    <message>
        <source>Close the overlay</source>
        <translation>关闭悬浮字幕</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
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
        <source>Lines</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>高对比度</translation>
    </message>
    <message>
        <source>Large</source>
        <translation>大号</translation>
    </message>
    <message>
        <source>Calm</source>
        <translation>平静</translation>
    </message>
</context>
<context>
    <name>OverlayPage</name>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>My own</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent}%</translation>
    </message>
    <message>
        <source>{count} px</source>
        <translation>{count} 像素</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>Font</source>
        <translation>字体</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>字重</translation>
    </message>
    <message>
        <source>Text colour</source>
        <translation>文字颜色</translation>
    </message>
    <message>
        <source>Colour of text that may change</source>
        <translation>可能变动的文字的颜色</translation>
    </message>
    <message>
        <source>It is underlined, too.</source>
        <translation>这些文字还带有下划线。</translation>
    </message>
    <message>
        <source>Outline of the letters</source>
        <translation>文字描边</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Background colour</source>
        <translation>背景颜色</translation>
    </message>
    <message>
        <source>Opacity of the background</source>
        <translation>背景不透明度</translation>
    </message>
    <message>
        <source>Alignment</source>
        <translation>对齐方式</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Of the screen. You can also drag the edges of the overlay.</source>
        <translation>占屏幕的比例。也可以拖动悬浮字幕的边缘。</translation>
    </message>
    <message>
        <source>Settled text only</source>
        <translation>只显示确定的文字</translation>
    </message>
    <message>
        <source>Words appear a little later and never change.</source>
        <translation>文字出现得稍晚一些，但不再变动。</translation>
    </message>
    <message>
        <source>Lock the overlay</source>
        <translation>锁定悬浮字幕</translation>
    </message>
    <message>
        <source>The mouse reaches what is below it. Ctrl+Shift+L unlocks it.</source>
        <translation>鼠标可以操作它下面的内容。按 Ctrl+Shift+L 解锁。</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>中等</translation>
    </message>
    <message>
        <source>Bold</source>
        <translation>粗体</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>左对齐</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>居中</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>右对齐</translation>
    </message>
</context>
<context>
    <name>OverlayPicture</name>
    <message>
        <source>Preview of the overlay</source>
        <translation>悬浮字幕的预览</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source> may still change</source>
        <translation>可能还会变动</translation>
    </message>
    <message>
        <source>These words are settled.</source>
        <translation>这些文字已经确定。</translation>
    </message>
    <message>
        <source>The last words</source>
        <translation>最后几个词</translation>
    </message>
</context>
<context>
    <name>OverlayStateWatch</name>
    <message>
        <source>Sound is back</source>
        <translation>声音已恢复</translation>
    </message>
    <message>
        <source>Some words were lost</source>
        <translation>有几个词没听到</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Finishing, about {seconds} s to go</source>
        <translation>正在收尾，大约还需 {seconds} 秒</translation>
    </message>
    <message>
        <source>Finishing…</source>
        <translation>正在收尾……</translation>
    </message>
    <message>
        <source>Stopped: {reason}</source>
        <translation>已停止：{reason}</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Improving captions: {count}</source>
        <translation>正在改进字幕：{count} 条</translation>
    </message>
    <message>
        <source>Getting ready, {seconds} s behind</source>
        <translation>正在准备，落后 {seconds} 秒</translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <translation>正在准备……</translation>
    </message>
    <message>
        <source>{seconds} s behind</source>
        <translation>落后 {seconds} 秒</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>字幕</translation>
    </message>
</context>
<context>
    <name>PartChoice</name>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>All transcripts</source>
        <translation>所有记录</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>已删除</translation>
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
    <name>PlayerBar</name>
    <message>
        <source>Back 3 seconds (J)</source>
        <translation>后退 3 秒（J）</translation>
    </message>
    <message>
        <source>Forward 3 seconds (L)</source>
        <translation>前进 3 秒（L）</translation>
    </message>
    <message>
        <source>Repeat this sentence (R)</source>
        <translation>循环播放这句话（R）</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Speed; the pitch stays ([ slower, ] faster)</source>
        <translation>速度，音高不变（[ 减慢，] 加快）</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>{act} (Space in the text)</source>
        <translation>{act}（在文本中按空格键）</translation>
    </message>
</context>
<context>
    <name>Program</name>
    <message>
        <source>“{word}” was heard</source>
        <translation>听到“{word}”</translation>
    </message>
</context>
<context>
    <name>QrCode</name>
    <message>
        <source>QR code of the link</source>
        <translation>链接的二维码</translation>
    </message>
</context>
<context>
    <name>ReadingPane</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Back to the list (Alt+Left)</source>
        <translation>返回列表（Alt+Left）</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Save this transcript as a file</source>
        <translation>把这份记录存为文件</translation>
    </message>
    <message>
        <source>Rename, delete, show the sound</source>
        <translation>重命名、删除、查看录音</translation>
    </message>
    <message>
        <source>More for this transcript</source>
        <translation>这份记录的更多操作</translation>
    </message>
    <message>
        <source>Choose a transcript to read it.</source>
        <translation>请选择一份记录来阅读。</translation>
    </message>
    <message>
        <source>Nothing was said in these captions.</source>
        <translation>这些字幕里没有人说话。</translation>
    </message>
</context>
<context>
    <name>RefiningPane</name>
    <message>
        <source>Improve “{title}”</source>
        <translation>改进“{title}”</translation>
    </message>
    <message>
        <source>A model hears the sound again. Your text changes only where you take its text.</source>
        <translation>模型会重新听一遍录音。只有您采用的句子才会改变。</translation>
    </message>
    <message>
        <source>The model hears the sound again…</source>
        <translation>模型正在重新听录音……</translation>
    </message>
    <message>
        <source>Stopped. Sentences with a new text so far: {count}.</source>
        <translation>已停止。目前有新文字的句子：{count}。</translation>
    </message>
    <message>
        <source>Finished. Sentences with a new text: {count} of {all}.</source>
        <translation>已完成。有新文字的句子：{count} / {all}。</translation>
    </message>
    <message>
        <source>Selected sentences</source>
        <translation>选中的句子</translation>
    </message>
    <message>
        <source>Drafts ({count})</source>
        <translation>草稿（{count}）</translation>
    </message>
    <message>
        <source>Whole transcript</source>
        <translation>整个记录</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Back to the transcript</source>
        <translation>返回记录</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>Improve</source>
        <translation>改进</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
</context>
<context>
    <name>RemoteDialog</name>
    <message>
        <source>A model on another machine</source>
        <translation>其他机器上的模型</translation>
    </message>
    <message>
        <source>What runs there</source>
        <translation>那里运行的是</translation>
    </message>
    <message>
        <source>The first one that it has</source>
        <translation>它的第一个模型</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>It is kept in the system&apos;s keyring, and sent to this address alone.</source>
        <translation>它保存在系统的密钥环中，只发送到这个地址。</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Sends a moment of Earshot&apos;s own sample recording, or of silence.</source>
        <translation>发送 Earshot 自带示例录音的一小段，或一段静音。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接……</translation>
    </message>
    <message>
        <source>As before</source>
        <translation>保持不变</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>It works: {name} answered.</source>
        <translation>可以使用：{name} 已响应。</translation>
    </message>
    <message>
        <source>This is the address of this computer: nothing leaves it.</source>
        <translation>这是这台电脑自己的地址：没有内容离开它。</translation>
    </message>
    <message>
        <source>While it is used, the sound of what is said is sent there.</source>
        <translation>使用时，说话的声音会发送到那里。</translation>
    </message>
    <message>
        <source>While it is used, numbers are sent there from which the text is written; no sound.</source>
        <translation>使用时，会向那里发送用于生成文本的数值，不发送声音。</translation>
    </message>
    <message>
        <source>Get a Fun-ASR model or FireRedASR-LLM first: the rest of it computes on this computer.</source>
        <translation>请先获取一个 Fun-ASR 模型或 FireRedASR-LLM：其余部分在这台电脑上运行。</translation>
    </message>
    <message>
        <source>vLLM, for the language model of Fun-ASR or FireRedASR-LLM</source>
        <translation>vLLM，用于 Fun-ASR 或 FireRedASR-LLM 的语言模型</translation>
    </message>
    <message>
        <source>Nothing is sent before you press Test or use the model.</source>
        <translation>在您按“测试”或使用该模型之前，不会发送任何内容。</translation>
    </message>
    <message>
        <source>A transcription server (OpenAI&apos;s form)</source>
        <translation>转写服务器（OpenAI 接口）</translation>
    </message>
    <message>
        <source>A realtime server of Fun-ASR</source>
        <translation>Fun-ASR 实时服务器</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Model there</source>
        <translation>那里的模型</translation>
    </message>
    <message>
        <source>Model here</source>
        <translation>这里的模型</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
</context>
<context>
    <name>RemoteModelActions</name>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改……</translation>
    </message>
    <message>
        <source>It works: {name} answered.</source>
        <translation>可以使用：{name} 已响应。</translation>
    </message>
</context>
<context>
    <name>ReplaceBar</name>
    <message>
        <source>Replace with</source>
        <translation>替换为</translation>
    </message>
    <message>
        <source>Enter replaces this place and goes to the next one</source>
        <translation>回车替换此处并转到下一处</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Replace this place and go to the next one</source>
        <translation>替换此处并转到下一处</translation>
    </message>
    <message>
        <source>Replace all</source>
        <translation>全部替换</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>区分大小写</translation>
    </message>
    <message>
        <source>Whole words</source>
        <translation>全字匹配</translation>
    </message>
</context>
<context>
    <name>Replacing</name>
    <message>
        <source>Sentences changed: {count}. Ctrl+Z takes it back.</source>
        <translation>已更改 {count} 句。按 Ctrl+Z 撤销。</translation>
    </message>
</context>
<context>
    <name>Rescue</name>
    <message>
        <source>Captions were closed before their first text. Their sound is kept in {place}.</source>
        <translation>字幕在写出第一条文字之前就关闭了。声音保存在 {place}。</translation>
    </message>
    <message>
        <source>The captions of {title} were closed before they were finished. Captions kept: {count}.</source>
        <translation>{title} 的字幕没有完成就关闭了。已保存 {count} 条字幕。</translation>
    </message>
    <message>
        <source>Captions were closed {times} times before they were finished. Captions kept: {count}.</source>
        <translation>字幕有 {times} 次没有完成就关闭。已保存 {count} 条字幕。</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出……</translation>
    </message>
</context>
<context>
    <name>Resets</name>
    <message>
        <source>Reset all…</source>
        <translation>全部重置……</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Reset all settings?</source>
        <translation>要重置所有设置吗？</translation>
    </message>
    <message>
        <source>Transcripts, vocabulary and models stay as they are.</source>
        <translation>记录、词汇和模型保持不变。</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>全部重置</translation>
    </message>
</context>
<context>
    <name>RulesMenu</name>
    <message>
        <source>More for these rules</source>
        <translation>规则的更多操作</translation>
    </message>
    <message>
        <source>Name these rules…</source>
        <translation>为这些规则命名……</translation>
    </message>
    <message>
        <source>Delete this name</source>
        <translation>删除此名称</translation>
    </message>
    <message>
        <source>Name these rules</source>
        <translation>为这些规则命名</translation>
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
    <name>SentenceMenu</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Split here</source>
        <translation>在此处拆分</translation>
    </message>
    <message>
        <source>Merge with the next</source>
        <translation>与下一句合并</translation>
    </message>
    <message>
        <source>Move the end to the next</source>
        <translation>将后半部分移到下一句</translation>
    </message>
    <message>
        <source>Move the beginning to the one before</source>
        <translation>将前半部分移到上一句</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation>说话人</translation>
    </message>
    <message>
        <source>Other readings</source>
        <translation>其他识别结果</translation>
    </message>
    <message>
        <source>Note here…</source>
        <translation>在此处添加备注……</translation>
    </message>
    <message>
        <source>Restore the recognised text</source>
        <translation>恢复识别原文</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Change the note…</source>
        <translation>修改备注……</translation>
    </message>
    <message>
        <source>Remove the mark</source>
        <translation>移除标记</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Find and replace…</source>
        <translation>查找和替换……</translation>
    </message>
    <message>
        <source>Restore deleted sentences ({count})</source>
        <translation>恢复已删除的句子（{count}）</translation>
    </message>
    <message>
        <source>No name</source>
        <translation>无姓名</translation>
    </message>
    <message>
        <source>New name…</source>
        <translation>新姓名……</translation>
    </message>
    <message>
        <source>Rename “{name}” everywhere…</source>
        <translation>将“{name}”全部改名……</translation>
    </message>
    <message>
        <source>Remember this voice…</source>
        <translation>记住此声音……</translation>
    </message>
    <message>
        <source>Rename the speaker everywhere</source>
        <translation>为该说话人全部改名</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Note:</source>
        <translation>备注：</translation>
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
        <source>“{title}” is no longer the default device.</source>
        <translation>“{title}”不再是默认设备。</translation>
    </message>
    <message>
        <source>There is no source named “{name}”.</source>
        <translation>没有名为“{name}”的声音来源。</translation>
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
        <source>The recording {name} cannot be written ({reason}).</source>
        <translation>无法写入录音 {name}（{reason}）。</translation>
    </message>
    <message>
        <source>The recogniser failed ({reason}).</source>
        <translation>识别出错（{reason}）。</translation>
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
        <source>{title} is for speaker labels and writes no captions.</source>
        <translation>{title} 用于标记说话人，不生成字幕。</translation>
    </message>
    <message>
        <source>“{title}” is muted.</source>
        <translation>“{title}”已静音。</translation>
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
        <source>Add a text source with this name in OBS.</source>
        <translation>请在 OBS 中添加同名的文本来源。</translation>
    </message>
    <message>
        <source>Finished captions go to {service} ({host}), not encrypted.</source>
        <translation>已完成的字幕会发送到 {service}（{host}），未加密。</translation>
    </message>
    <message>
        <source>Finished captions go to {service} ({host}).</source>
        <translation>已完成的字幕会发送到 {service}（{host}）。</translation>
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
        <source>No model with a language model that could compute elsewhere is installed under this name.</source>
        <translation>没有安装这个名称的、语言模型可以在别处运行的模型。</translation>
    </message>
    <message>
        <source>OpenDocument with times</source>
        <translation>OpenDocument（时间表格）</translation>
    </message>
    <message>
        <source>Serve the language model of the same model, with --enable-prompt-embeds.</source>
        <translation>请在服务器上运行同一个模型的语言模型，并加上 --enable-prompt-embeds。</translation>
    </message>
    <message>
        <source>The line says nothing.</source>
        <translation>这一行没有内容。</translation>
    </message>
    <message>
        <source>The sound cannot be played.</source>
        <translation>无法播放声音。</translation>
    </message>
    <message>
        <source>The sound library cannot look for devices.</source>
        <translation>声音组件无法查找设备。</translation>
    </message>
    <message>
        <source>This speaker cannot be heard.</source>
        <translation>无法获取这个扬声器的声音。</translation>
    </message>
    <message>
        <source>Word document with times</source>
        <translation>Word 文档（时间表格）</translation>
    </message>
    <message>
        <source>Your list of models {path} cannot be used: {reason}. Correct it; until then Earshot&apos;s own list is used.</source>
        <translation>无法使用您的模型列表 {path}：{reason}。请更正该文件；在此之前使用 Earshot 自带的列表。</translation>
    </message>
    <message>
        <source>it is nested too deeply</source>
        <translation>嵌套层次过深</translation>
    </message>
    <message>
        <source>pip could not fetch {package}.</source>
        <translation>pip 无法下载 {package}。</translation>
    </message>
    <message>
        <source>pyannote segmentation 3.0 and its weights are published by CNRS under the MIT License. What holds for your copy stands on the page that you took it from.</source>
        <translation>pyannote segmentation 3.0 及其权重由 CNRS 以 MIT License 发布。您所用的副本以其来源页面的说明为准。</translation>
    </message>
    <message>
        <source>there is no user of that name</source>
        <translation>没有这个名字的用户</translation>
    </message>
    <message>
        <source>your network</source>
        <translation>您的网络</translation>
    </message>
    <message>
        <source>{address} is no address of a server.</source>
        <translation>{address} 不是服务器地址。</translation>
    </message>
    <message>
        <source>{count} texts cannot go on from {known}.</source>
        <translation>{count} 段文本无法从 {known} 段继续。</translation>
    </message>
    <message>
        <source>{fault} The bundle is not brought in.</source>
        <translation>{fault}归档包未导入。</translation>
    </message>
    <message>
        <source>{file} lacks {name}.</source>
        <translation>{file} 缺少 {name}。</translation>
    </message>
    <message>
        <source>{file} of {host} has {size} bytes where {expected} were published.</source>
        <translation>{host} 上的 {file} 有 {size} 字节，而公布的是 {expected} 字节。</translation>
    </message>
    <message>
        <source>{file} of {host} is another one than the one that this computer got before.</source>
        <translation>{host} 上的 {file} 与这台电脑以前下载的不同。</translation>
    </message>
    <message>
        <source>{file} of {host} is not the published file: its checksum differs.</source>
        <translation>{host} 上的 {file} 不是公布的文件：校验和不同。</translation>
    </message>
    <message>
        <source>{folder} cannot be used: {reason}.</source>
        <translation>无法使用 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>{folder} cannot be written to.</source>
        <translation>无法写入 {folder}。</translation>
    </message>
    <message>
        <source>{found} ms lie between two subtitles; {limit} ms are asked for.</source>
        <translation>两条字幕之间只有 {found} 毫秒，要求 {limit} 毫秒。</translation>
    </message>
    <message>
        <source>{host} answered something else than text.</source>
        <translation>{host} 返回的不是文本。</translation>
    </message>
    <message>
        <source>{host} answers again.</source>
        <translation>{host} 已恢复响应。</translation>
    </message>
    <message>
        <source>{host} broke its answer off.</source>
        <translation>{host} 的响应中断了。</translation>
    </message>
    <message>
        <source>{host} cannot be reached.</source>
        <translation>无法连接 {host}。</translation>
    </message>
    <message>
        <source>{host} did not answer within {seconds} s.</source>
        <translation>{host} 在 {seconds} 秒内没有响应。</translation>
    </message>
    <message>
        <source>{host} does not accept the key.</source>
        <translation>{host} 不接受这个密钥。</translation>
    </message>
    <message>
        <source>{host} does not offer this service.</source>
        <translation>{host} 不提供这项服务。</translation>
    </message>
    <message>
        <source>{host} gets too many requests and asks to wait.</source>
        <translation>{host} 收到的请求过多，要求稍候。</translation>
    </message>
    <message>
        <source>{host} gives out {file} only to users who are signed in.</source>
        <translation>{host} 只向已登录的用户提供 {file}。</translation>
    </message>
    <message>
        <source>{host} has no model called {model}.</source>
        <translation>{host} 没有名为 {model} 的模型。</translation>
    </message>
    <message>
        <source>{host} has no {file}.</source>
        <translation>{host} 上没有 {file}。</translation>
    </message>
    <message>
        <source>{host} has trouble of its own ({status}).</source>
        <translation>{host} 自身发生故障（{status}）。</translation>
    </message>
    <message>
        <source>{host} leads to an address without protection.</source>
        <translation>{host} 转到了没有加密保护的地址。</translation>
    </message>
    <message>
        <source>{host} refused the request ({status}).</source>
        <translation>{host} 拒绝了请求（{status}）。</translation>
    </message>
    <message>
        <source>{host} refused {file} ({status}).</source>
        <translation>{host} 拒绝提供 {file}（{status}）。</translation>
    </message>
    <message>
        <source>{host} runs vLLM {version}, which has a known hole in what Earshot needs.</source>
        <translation>{host} 运行的是 vLLM {version}，Earshot 要用的功能在该版本中有已知漏洞。</translation>
    </message>
    <message>
        <source>{host} sent a web page in place of {file}.</source>
        <translation>{host} 发来的是网页，而不是 {file}。</translation>
    </message>
    <message>
        <source>{host} stopped answering.</source>
        <translation>{host} 停止了响应。</translation>
    </message>
    <message>
        <source>{model} on {host} does not take the rows of this model: {reason}</source>
        <translation>{host} 上的 {model} 不接受这个模型的向量：{reason}</translation>
    </message>
    <message>
        <source>{name} cannot be copied: {reason}.</source>
        <translation>无法复制 {name}：{reason}。</translation>
    </message>
    <message>
        <source>{name} cannot be repaired here.</source>
        <translation>无法在此修复 {name}。</translation>
    </message>
    <message>
        <source>{name} cannot be repaired: its publisher is not known.</source>
        <translation>无法修复 {name}：不知道由谁发布。</translation>
    </message>
    <message>
        <source>{name} cannot be {value}.</source>
        <translation>{name} 不能为 {value}。</translation>
    </message>
    <message>
        <source>{name} differs from what the model&apos;s description says.</source>
        <translation>{name} 与模型说明不符。</translation>
    </message>
    <message>
        <source>{name} has no description.</source>
        <translation>{name} 没有说明文件。</translation>
    </message>
    <message>
        <source>{name} has {count} tokens where the model has {expected}.</source>
        <translation>{name} 有 {count} 个词元，而模型有 {expected} 个。</translation>
    </message>
    <message>
        <source>{name} holds an encoder without the decoder that writes text.</source>
        <translation>{name} 只有编码器，没有写出文字的解码器。</translation>
    </message>
    <message>
        <source>{name} is being fetched already.</source>
        <translation>{name} 已在下载中。</translation>
    </message>
    <message>
        <source>{name} is missing.</source>
        <translation>缺少 {name}。</translation>
    </message>
    <message>
        <source>{name} is no model on another machine.</source>
        <translation>{name} 不是其他机器上的模型。</translation>
    </message>
    <message>
        <source>{name} is no {title} model.</source>
        <translation>{name} 不是 {title} 模型。</translation>
    </message>
    <message>
        <source>{name} is not beside the weights in {folder}.</source>
        <translation>{folder} 中权重旁边没有 {name}。</translation>
    </message>
    <message>
        <source>{name} is too long for a template.</source>
        <translation>{name} 太长，不能作为模板。</translation>
    </message>
    <message>
        <source>{name} is {shape} in {file} where {expected} was expected.</source>
        <translation>{file} 中的 {name} 为 {shape}，应为 {expected}。</translation>
    </message>
    <message>
        <source>{name} of the model is {value}.</source>
        <translation>模型的 {name} 为 {value}。</translation>
    </message>
    <message>
        <source>{name} was added.</source>
        <translation>多出了 {name}。</translation>
    </message>
    <message>
        <source>{name} was changed.</source>
        <translation>{name} 已被改动。</translation>
    </message>
    <message>
        <source>{one} {other}</source>
        <translation>{one}{other}</translation>
    </message>
    <message>
        <source>{package} of the package index is another one than the published one.</source>
        <translation>软件包索引中的 {package} 与公布的不同。</translation>
    </message>
    <message>
        <source>{path} cannot be written: {reason}.</source>
        <translation>无法写入 {path}：{reason}。</translation>
    </message>
    <message>
        <source>{path} holds no mean and variance ({reason}).</source>
        <translation>{path} 中没有均值和方差（{reason}）。</translation>
    </message>
    <message>
        <source>{path} holds no transcript.</source>
        <translation>{path} 中没有字幕记录。</translation>
    </message>
    <message>
        <source>{path} is damaged ({reason}).</source>
        <translation>{path} 已损坏（{reason}）。</translation>
    </message>
    <message>
        <source>{path} is neither .txt nor .vtt.</source>
        <translation>{path} 既不是 .txt 也不是 .vtt。</translation>
    </message>
    <message>
        <source>{path} is no file.</source>
        <translation>{path} 不是文件。</translation>
    </message>
    <message>
        <source>{path} is no list of tokens ({reason}).</source>
        <translation>{path} 不是词元列表（{reason}）。</translation>
    </message>
    <message>
        <source>{path} is there already.</source>
        <translation>{path} 已存在。</translation>
    </message>
    <message>
        <source>{service} refused the captions ({status}).</source>
        <translation>{service} 拒绝了字幕（{status}）。</translation>
    </message>
    <message>
        <source>{service} takes no captions at the moment ({status}).</source>
        <translation>{service} 暂时不接收字幕（{status}）。</translation>
    </message>
    <message>
        <source>{source} was passed over: {reason}</source>
        <translation>已跳过 {source}：{reason}</translation>
    </message>
    <message>
        <source>{title} cannot stand in: {reason}</source>
        <translation>{title} 无法代替：{reason}</translation>
    </message>
    <message>
        <source>{title} could not be fetched. {reason}</source>
        <translation>无法下载 {title}。{reason}</translation>
    </message>
    <message>
        <source>{title} could not be written to {folder}: {reason}.</source>
        <translation>无法将 {title} 写入 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>{title} does not listen for your vocabulary; misheard words are only corrected afterwards.</source>
        <translation>{title} 识别时不参考您的词汇，听错的词只在事后更正。</translation>
    </message>
    <message>
        <source>{title} is in use.</source>
        <translation>{title} 正在使用。</translation>
    </message>
    <message>
        <source>{title} tells no speakers apart.</source>
        <translation>{title} 不能区分说话人。</translation>
    </message>
    <message>
        <source>{title} writes no live text, and the model for it: {reason}</source>
        <translation>{title} 不写实时文字，而负责实时文字的模型：{reason}</translation>
    </message>
    <message>
        <source>“{name}” cannot name rules of your own.</source>
        <translation>“{name}”不能用作自定规则的名称。</translation>
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
        <translation>请选择属于您的位置。</translation>
    </message>
    <message>
        <source>Nothing in {path} can be used; {reason}</source>
        <translation>{path} 里没有能用的内容；{reason}</translation>
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
        <source>{title} does not use the text on what you talk about.</source>
        <translation>{title} 不使用您写的谈话内容。</translation>
    </message>
    <message>
        <source>Choose another model in the settings.</source>
        <translation>请在设置中选择其他模型。</translation>
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
        <source>The prompt takes {count} of {most} positions.</source>
        <translation>提示占用 {most} 个位置中的 {count} 个。</translation>
    </message>
    <message>
        <source>The decoder holds {positions} positions, {needed} were needed.</source>
        <translation>解码器有 {positions} 个位置，需要 {needed} 个。</translation>
    </message>
    <message>
        <source>The decoder&apos;s context is full.</source>
        <translation>解码器的上下文已满。</translation>
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
        <source>{path} is not a folder.</source>
        <translation>{path} 不是文件夹。</translation>
    </message>
    <message>
        <source>Make it first, or choose another place.</source>
        <translation>请先建立它，或者另选一个位置。</translation>
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
        <translation>部分记录已损坏；能读出的内容仍会显示，并在 Earshot 下次启动时修复。</translation>
    </message>
    <message>
        <source>The transcripts in {path} were damaged. They are kept as {name}, and a new file was begun.</source>
        <translation>{path} 中的记录已损坏。原文件保留为 {name}，并新建了文件。</translation>
    </message>
    <message>
        <source>The transcripts in {path} were damaged. {texts} texts of {transcripts} transcripts were recovered, and the damaged file is kept as {name}.</source>
        <translation>{path} 中的记录已损坏。已从 {transcripts} 份记录中恢复 {texts} 段文字，损坏的文件保留为 {name}。</translation>
    </message>
    <message>
        <source>{language} is spoken, but captions are not set to it, so they are wrong.</source>
        <translation>有人在说{language}，但字幕没有设为该语言，因此会出错。</translation>
    </message>
    <message>
        <source>{path} cannot be made: {reason}.</source>
        <translation>无法创建 {path}：{reason}。</translation>
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
        <translation>刚刚补入记录的段落数：{count}。</translation>
    </message>
    <message>
        <source>Texts that are not in the transcripts yet: {count}.</source>
        <translation>尚未进入记录的段落数：{count}。</translation>
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
        <translation>记录又能保存了，其间所说的内容也都已保存。</translation>
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
        <source>The sound library has no way to the sound server.</source>
        <translation>声音程序库无法连接声音服务。</translation>
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
        <source>A PDF cannot be made here.</source>
        <translation>此处无法生成 PDF。</translation>
    </message>
    <message>
        <source>A line has {found} characters; {limit} are allowed.</source>
        <translation>有一行含 {found} 个字符，最多允许 {limit} 个。</translation>
    </message>
    <message>
        <source>A name or a number is parted.</source>
        <translation>名称或数字被拆开。</translation>
    </message>
    <message>
        <source>A package with {title} is damaged.</source>
        <translation>包含 {title} 的软件包已损坏。</translation>
    </message>
    <message>
        <source>A password does not belong into an address.</source>
        <translation>密码不应写在地址里。</translation>
    </message>
    <message>
        <source>A voice is remembered only with the agreement of the person.</source>
        <translation>只有在本人同意时才会记住声音。</translation>
    </message>
    <message>
        <source>ASS subtitles</source>
        <translation>ASS 字幕</translation>
    </message>
    <message>
        <source>Accept the terms on the model&apos;s page, then put your access token into {variable} or the system&apos;s keyring.</source>
        <translation>请在模型的页面上接受条款，然后把访问令牌放入 {variable} 或系统的密钥环。</translation>
    </message>
    <message>
        <source>Another Earshot is using {title}.</source>
        <translation>另一个 Earshot 正在使用 {title}。</translation>
    </message>
    <message>
        <source>Another model is being put into {folder}.</source>
        <translation>正在把另一个模型放入 {folder}。</translation>
    </message>
    <message>
        <source>Ask for it once more.</source>
        <translation>请重新获取该归档包。</translation>
    </message>
    <message>
        <source>Ask them first.</source>
        <translation>请先征得同意。</translation>
    </message>
    <message>
        <source>Ask whoever runs the server, or choose another model.</source>
        <translation>请询问服务器的管理者，或选择其他模型。</translation>
    </message>
    <message>
        <source>At least {seconds} seconds are needed.</source>
        <translation>至少需要 {seconds} 秒。</translation>
    </message>
    <message>
        <source>Bundle with its sound (ZIP)</source>
        <translation>含声音的归档包（ZIP）</translation>
    </message>
    <message>
        <source>CAM++ and its weights are published by the 3D-Speaker project of Alibaba Group under the Apache License 2.0. What holds for your copy stands on the page that you took it from.</source>
        <translation>CAM++ 及其权重由阿里巴巴集团 3D-Speaker 项目以 Apache License 2.0 发布。您所用的副本以其来源页面的说明为准。</translation>
    </message>
    <message>
        <source>Captions are still being written.</source>
        <translation>字幕仍在记录中。</translation>
    </message>
    <message>
        <source>Captions cannot be added to {path}: {reason}.</source>
        <translation>无法把字幕写入 {path}：{reason}。</translation>
    </message>
    <message>
        <source>Captions continue without it while it restarts.</source>
        <translation>字幕继续，不使用语言模型；正在重新启动它。</translation>
    </message>
    <message>
        <source>Captions continue without it.</source>
        <translation>字幕继续，不使用语言模型。</translation>
    </message>
    <message>
        <source>Captions continue; Earshot tries again.</source>
        <translation>字幕继续，Earshot 会再次尝试。</translation>
    </message>
    <message>
        <source>Captions continue; choose a folder on a faster disk for recordings.</source>
        <translation>字幕继续；请为录音选择更快的磁盘上的文件夹。</translation>
    </message>
    <message>
        <source>Captions continue; choose another folder for recordings in the settings.</source>
        <translation>字幕继续；请在设置中为录音另选一个文件夹。</translation>
    </message>
    <message>
        <source>Captions continue; free some space for the next recording.</source>
        <translation>字幕继续；请为下一次录音腾出空间。</translation>
    </message>
    <message>
        <source>Captions continue; if it happens again, choose another model.</source>
        <translation>字幕继续；如果再次出现，请换一个模型。</translation>
    </message>
    <message>
        <source>Captions continue; such lines are marked as drafts.</source>
        <translation>字幕继续；这样的句子标记为草稿。</translation>
    </message>
    <message>
        <source>Captions go to OBS at {host}, not encrypted.</source>
        <translation>字幕会发送到 {host} 上的 OBS，未加密。</translation>
    </message>
    <message>
        <source>Captions go to OBS on this computer.</source>
        <translation>字幕会发送到这台电脑上的 OBS。</translation>
    </message>
    <message>
        <source>Captions in the stream can only hold Latin letters. Use a text source for other scripts.</source>
        <translation>直播流中的字幕只能包含拉丁字母。其他文字请使用文本来源。</translation>
    </message>
    <message>
        <source>Captions resume when it is back.</source>
        <translation>它恢复后，字幕会继续。</translation>
    </message>
    <message>
        <source>Captions resume when it or the default device is back.</source>
        <translation>它或默认设备恢复后，字幕会继续。</translation>
    </message>
    <message>
        <source>Captions that did not arrive: {count}.</source>
        <translation>未送达的字幕：{count} 条。</translation>
    </message>
    <message>
        <source>Check the address on the page Models, the network, and that the server runs.</source>
        <translation>请检查“模型”页面上的地址、网络，以及服务器是否在运行。</translation>
    </message>
    <message>
        <source>Check the date of this computer, or ask who runs this network.</source>
        <translation>请检查这台电脑的日期，或询问此网络的管理员。</translation>
    </message>
    <message>
        <source>Check the disks, then try again.</source>
        <translation>请检查磁盘，然后重试。</translation>
    </message>
    <message>
        <source>Check the network and the settings of pip.</source>
        <translation>请检查网络和 pip 的设置。</translation>
    </message>
    <message>
        <source>Check the network connection and the proxy, then try again.</source>
        <translation>请检查网络连接和代理，然后重试。</translation>
    </message>
    <message>
        <source>Check the proxy settings.</source>
        <translation>请检查代理设置。</translation>
    </message>
    <message>
        <source>Check the speaker in the sound settings.</source>
        <translation>请在声音设置中检查扬声器。</translation>
    </message>
    <message>
        <source>Choose 127.0.0.1, or an address of this computer.</source>
        <translation>请选择 127.0.0.1 或本机的某个地址。</translation>
    </message>
    <message>
        <source>Choose a bundle of Earshot.</source>
        <translation>请选择 Earshot 的归档包。</translation>
    </message>
    <message>
        <source>Choose a folder elsewhere.</source>
        <translation>请选择别处的文件夹。</translation>
    </message>
    <message>
        <source>Choose a folder of your own for the models.</source>
        <translation>请为模型选择一个您自己的文件夹。</translation>
    </message>
    <message>
        <source>Choose a format without sound.</source>
        <translation>请选择不含声音的格式。</translation>
    </message>
    <message>
        <source>Choose a format, or an ending of {names}.</source>
        <translation>请选择格式，或使用 {names} 之一作为后缀。</translation>
    </message>
    <message>
        <source>Choose a model of this computer, or switch off “Stay offline” on the page Models.</source>
        <translation>请选择这台电脑上的模型，或在“模型”页面关闭“保持离线”。</translation>
    </message>
    <message>
        <source>Choose a model that knows it.</source>
        <translation>请选择支持该语言的模型。</translation>
    </message>
    <message>
        <source>Choose a smaller model, or close other programs.</source>
        <translation>请选择较小的模型，或关闭其他程序。</translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation>请选择其他文件。</translation>
    </message>
    <message>
        <source>Choose another folder, or remove one of the two.</source>
        <translation>请选择其他文件夹，或移除其中一个。</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>请选择其他文件夹。</translation>
    </message>
    <message>
        <source>Choose another format.</source>
        <translation>请选择其他格式。</translation>
    </message>
    <message>
        <source>Choose another model for text from one alone.</source>
        <translation>如需文字只来自一个模型，请选择其他模型。</translation>
    </message>
    <message>
        <source>Choose another model.</source>
        <translation>请选择其他模型。</translation>
    </message>
    <message>
        <source>Choose another name, of at most {count} characters.</source>
        <translation>请换一个名称，最多 {count} 个字符。</translation>
    </message>
    <message>
        <source>Choose another name, or write over it with --force.</source>
        <translation>请换一个名称，或用 --force 覆盖。</translation>
    </message>
    <message>
        <source>Choose another one, or get it again.</source>
        <translation>请选择其他模型，或重新获取。</translation>
    </message>
    <message>
        <source>Choose another one.</source>
        <translation>请选择其他模型。</translation>
    </message>
    <message>
        <source>Choose another part of the transcript.</source>
        <translation>请选择记录的其他部分。</translation>
    </message>
    <message>
        <source>Choose another port, or 0 for a free one.</source>
        <translation>请选择其他端口，或用 0 自动选择空闲端口。</translation>
    </message>
    <message>
        <source>Choose it in the settings, or let the model detect the language.</source>
        <translation>请在设置中选择该语言，或让模型自动检测语言。</translation>
    </message>
    <message>
        <source>Choose one from the list of devices.</source>
        <translation>请从设备列表中选择。</translation>
    </message>
    <message>
        <source>Choose one from the list of transcripts.</source>
        <translation>请从记录列表中选择。</translation>
    </message>
    <message>
        <source>Choose one of these endings.</source>
        <translation>请使用这两种扩展名之一。</translation>
    </message>
    <message>
        <source>Choose one of your lists.</source>
        <translation>请选择现有的词表。</translation>
    </message>
    <message>
        <source>Choose other rules, or correct the text there.</source>
        <translation>请选择其他规则，或修改这些位置的文字。</translation>
    </message>
    <message>
        <source>Choose the file of one.</source>
        <translation>请选择模板文件。</translation>
    </message>
    <message>
        <source>Choose {low} to {high}.</source>
        <translation>请选择 {low} 到 {high} 之间的值。</translation>
    </message>
    <message>
        <source>Choose “Automatic” as computing device in the settings, or check the driver of the card.</source>
        <translation>请在设置中把计算设备设为“自动”，或检查显卡驱动。</translation>
    </message>
    <message>
        <source>Connect it, close programs that use it, or choose another one.</source>
        <translation>请接上它，关闭正在使用它的程序，或选择其他麦克风。</translation>
    </message>
    <message>
        <source>Connect one, or open a file.</source>
        <translation>请接上麦克风，或打开一个文件。</translation>
    </message>
    <message>
        <source>Connect one, then press Play to continue.</source>
        <translation>请连接扬声器，再点“播放”继续。</translation>
    </message>
    <message>
        <source>Connect the drive.</source>
        <translation>请连接该驱动器。</translation>
    </message>
    <message>
        <source>Copy it again from the Live Control Room, then start again.</source>
        <translation>请从直播控制室重新复制，然后再次开始。</translation>
    </message>
    <message>
        <source>Copy it again from the meeting: it begins with https.</source>
        <translation>请从会议中重新复制：它以 https 开头。</translation>
    </message>
    <message>
        <source>Copy it from OBS: Tools, WebSocket Server Settings.</source>
        <translation>请从 OBS 复制：工具 &gt; WebSocket 服务器设置。</translation>
    </message>
    <message>
        <source>Copy it in the Live Control Room, under Closed captions: POST captions to URL.</source>
        <translation>请在直播控制室的“字幕”下复制：将字幕发布到网址（POST captions to URL）。</translation>
    </message>
    <message>
        <source>Copy it in the meeting: Show captions, Set up manual captioner, Copy the API token.</source>
        <translation>请在会议中复制：显示字幕 &gt; 设置手动字幕员 &gt; 复制 API 令牌。</translation>
    </message>
    <message>
        <source>Copy the API token again from the meeting, then start again.</source>
        <translation>请从会议中重新复制 API 令牌，然后再次开始。</translation>
    </message>
    <message>
        <source>Copy the address again, then start again.</source>
        <translation>请重新复制地址，然后再次开始。</translation>
    </message>
    <message>
        <source>Correct it, or convert it to UTF-8.</source>
        <translation>请改正，或转换成 UTF-8 编码。</translation>
    </message>
    <message>
        <source>Decoding was cancelled.</source>
        <translation>解码已取消。</translation>
    </message>
    <message>
        <source>Delete one of them first.</source>
        <translation>请先删除其中一套。</translation>
    </message>
    <message>
        <source>Delete that file yourself, or delete everything once more.</source>
        <translation>请自行删除该文件，或再次全部删除。</translation>
    </message>
    <message>
        <source>Delete the file, and enrol again.</source>
        <translation>请删除该文件，然后重新添加。</translation>
    </message>
    <message>
        <source>Download it again from the publisher.</source>
        <translation>请从发布者处重新下载。</translation>
    </message>
    <message>
        <source>Download this file again from the publisher.</source>
        <translation>请从发布者处重新下载此文件。</translation>
    </message>
    <message>
        <source>Earshot is set to stay offline, so it fetches nothing.</source>
        <translation>Earshot 设为保持离线，因此不会下载任何内容。</translation>
    </message>
    <message>
        <source>Earshot is set to stay offline, so it sends no captions away.</source>
        <translation>Earshot 设为保持离线，因此不会把字幕发送出去。</translation>
    </message>
    <message>
        <source>Earshot is set to stay offline, so nothing is sent to another machine.</source>
        <translation>Earshot 已设为保持离线，因此不会向其他机器发送任何内容。</translation>
    </message>
    <message>
        <source>Earshot keeps trying; finished captions wait.</source>
        <translation>Earshot 会继续尝试；已完成的字幕会等待发送。</translation>
    </message>
    <message>
        <source>Earshot: this is a test of the captions.</source>
        <translation>Earshot：这是一条测试字幕。</translation>
    </message>
    <message>
        <source>End it, or wait until its work is done, then try again.</source>
        <translation>请结束它，或等它完成工作，然后重试。</translation>
    </message>
    <message>
        <source>Enter a model that it has, on the page Models.</source>
        <translation>请在“模型”页面填写它拥有的模型。</translation>
    </message>
    <message>
        <source>Enter it again on the page Models.</source>
        <translation>请在“模型”页面重新填写。</translation>
    </message>
    <message>
        <source>Enter it as the key.</source>
        <translation>请把它填写为密钥。</translation>
    </message>
    <message>
        <source>Everything is deleted but {path} ({reason}).</source>
        <translation>除 {path} 外已全部删除（{reason}）。</translation>
    </message>
    <message>
        <source>Evidence report</source>
        <translation>证据报告</translation>
    </message>
    <message>
        <source>Evidence report (PDF)</source>
        <translation>证据报告（PDF）</translation>
    </message>
    <message>
        <source>Export the model again.</source>
        <translation>请重新导出模型。</translation>
    </message>
    <message>
        <source>Finished captions are added to {path}.</source>
        <translation>已完成的字幕会写入 {path}。</translation>
    </message>
    <message>
        <source>FireRedASR&apos;s code is published by Xiaohongshu (FireRedTeam) under the Apache License 2.0, and so are its weights by their model pages. What holds for your copy stands on the page that you took it from.</source>
        <translation>FireRedASR 的代码由小红书（FireRedTeam）以 Apache 许可证 2.0 发布，其模型页面说明权重也是如此。您手中副本适用的条款以其来源页面为准。</translation>
    </message>
    <message>
        <source>Free some space there, or move the folder of models to a larger disk.</source>
        <translation>请在那里腾出一些空间，或把模型文件夹移到更大的磁盘。</translation>
    </message>
    <message>
        <source>Free some space there, or move the models to a larger disk.</source>
        <translation>请在那里腾出空间，或把模型移到更大的磁盘。</translation>
    </message>
    <message>
        <source>Free some space, then try again.</source>
        <translation>请腾出一些空间，然后重试。</translation>
    </message>
    <message>
        <source>From tomorrow, Earshot deletes transcripts older than {days} days: {count} now. Those tagged “{tag}” stay.</source>
        <translation>从明天起，Earshot 会删除 {days} 天前的记录，目前有 {count} 条。带有“{tag}”标签的会保留。</translation>
    </message>
    <message>
        <source>Get it again, or choose another model.</source>
        <translation>请重新获取，或选择其他模型。</translation>
    </message>
    <message>
        <source>Get it on the Models page, or with &apos;models get campplus-zh-en&apos;.</source>
        <translation>请在“模型”页面获取，或使用命令 models get campplus-zh-en。</translation>
    </message>
    <message>
        <source>Get one on the page Models, and choose it here.</source>
        <translation>请在“模型”页面获取一个，然后在这里选择。</translation>
    </message>
    <message>
        <source>Getting {title} needs {needed} GB in {folder}, where {free} GB are free.</source>
        <translation>下载 {title} 需要在 {folder} 中有 {needed} GB 空间，而可用空间为 {free} GB。</translation>
    </message>
    <message>
        <source>Give the model&apos;s own folder.</source>
        <translation>请选择模型自己的文件夹。</translation>
    </message>
    <message>
        <source>Have it updated to 0.11.1 or later.</source>
        <translation>请将其更新到 0.11.1 或更高版本。</translation>
    </message>
    <message>
        <source>Import it again from where it came from.</source>
        <translation>请从原来的位置重新导入。</translation>
    </message>
    <message>
        <source>Import the whole model folder as it was published.</source>
        <translation>请导入发布时的整个模型文件夹。</translation>
    </message>
    <message>
        <source>Install ALSA&apos;s PulseAudio plugin (package libasound2-plugins on Debian and Ubuntu) and start again.</source>
        <translation>请安装 ALSA 的 PulseAudio 插件（Debian 和 Ubuntu 的软件包 libasound2-plugins），然后重新启动。</translation>
    </message>
    <message>
        <source>Install it (package libportaudio2 on Debian and Ubuntu) and start again.</source>
        <translation>请安装它（Debian 和 Ubuntu 的软件包 libportaudio2），然后重新启动。</translation>
    </message>
    <message>
        <source>It has to be read at {found} % of the speed that is allowed.</source>
        <translation>阅读速度须达到上限的 {found} %。</translation>
    </message>
    <message>
        <source>It has {found} lines; {limit} are allowed.</source>
        <translation>字幕有 {found} 行，最多允许 {limit} 行。</translation>
    </message>
    <message>
        <source>It is shown for {found} ms; {limit} ms is the least.</source>
        <translation>显示时间为 {found} 毫秒，至少应为 {limit} 毫秒。</translation>
    </message>
    <message>
        <source>It is shown for {found} ms; {limit} ms is the most.</source>
        <translation>显示时间为 {found} 毫秒，最多应为 {limit} 毫秒。</translation>
    </message>
    <message>
        <source>It restarts; captions continue without it until then.</source>
        <translation>正在重新启动；在此之前字幕不使用它。</translation>
    </message>
    <message>
        <source>Its text sources are {names}.</source>
        <translation>其中的文本来源有：{names}。</translation>
    </message>
    <message>
        <source>Lead a sound file into it, or name one.</source>
        <translation>请把声音文件接到它的输入，或指定一个文件。</translation>
    </message>
    <message>
        <source>Line {line} of the template {name} does not work: {reason}.</source>
        <translation>模板 {name} 第 {line} 行有误：{reason}。</translation>
    </message>
    <message>
        <source>Live text comes from {light}, final text from {title}.</source>
        <translation>实时文字来自 {light}，最终文字来自 {title}。</translation>
    </message>
    <message>
        <source>Log out and in again to start it, then try again.</source>
        <translation>请注销后重新登录以启动它，然后再试。</translation>
    </message>
    <message>
        <source>Log out and in again to start the sound service, or use a microphone.</source>
        <translation>请注销后重新登录以启动声音服务，或改用麦克风。</translation>
    </message>
    <message>
        <source>Look up the port in OBS: Tools, WebSocket Server Settings.</source>
        <translation>请在 OBS 中查看端口：工具 &gt; WebSocket 服务器设置。</translation>
    </message>
    <message>
        <source>Lyrics (LRC)</source>
        <translation>歌词（LRC）</translation>
    </message>
    <message>
        <source>Make room, or choose another file.</source>
        <translation>请腾出空间，或选择其他文件。</translation>
    </message>
    <message>
        <source>Make room, or link files instead.</source>
        <translation>请腾出空间，或改为不复制文件。</translation>
    </message>
    <message>
        <source>Make room, or make the folder writable.</source>
        <translation>请腾出空间，或使该文件夹可写。</translation>
    </message>
    <message>
        <source>Mend it, or choose another file.</source>
        <translation>请修正，或选择其他文件。</translation>
    </message>
    <message>
        <source>Name a bundle that Earshot wrote.</source>
        <translation>请指定由 Earshot 生成的归档包。</translation>
    </message>
    <message>
        <source>Name a text source, or choose captions in the stream.</source>
        <translation>请填写文本来源的名称，或选择直播流字幕。</translation>
    </message>
    <message>
        <source>No checksum is published for {files}; they are checked by length and content, and remembered.</source>
        <translation>{files} 没有公布校验和；已检查其长度和内容，并记住其校验和。</translation>
    </message>
    <message>
        <source>No microphone found.</source>
        <translation>没有找到麦克风。</translation>
    </message>
    <message>
        <source>No sound arrives from “{title}”.</source>
        <translation>没有收到“{title}”的声音。</translation>
    </message>
    <message>
        <source>No source has all files of {title}.</source>
        <translation>没有任何来源提供 {title} 的全部文件。</translation>
    </message>
    <message>
        <source>No speaker found.</source>
        <translation>没有找到扬声器。</translation>
    </message>
    <message>
        <source>No template is chosen.</source>
        <translation>尚未选择模板。</translation>
    </message>
    <message>
        <source>Not recorded.</source>
        <translation>未记录。</translation>
    </message>
    <message>
        <source>Nothing is chosen that could show captions in OBS.</source>
        <translation>还没有选择在 OBS 中显示字幕的方式。</translation>
    </message>
    <message>
        <source>OBS asks for its password.</source>
        <translation>OBS 需要密码。</translation>
    </message>
    <message>
        <source>OBS does not accept the password.</source>
        <translation>OBS 不接受这个密码。</translation>
    </message>
    <message>
        <source>OBS does not answer at {host}, port {port}.</source>
        <translation>OBS 在 {host} 端口 {port} 上没有回应。</translation>
    </message>
    <message>
        <source>OBS has ended the connection.</source>
        <translation>OBS 结束了连接。</translation>
    </message>
    <message>
        <source>OBS has no source “{name}”.</source>
        <translation>OBS 中没有来源“{name}”。</translation>
    </message>
    <message>
        <source>OBS has stopped answering.</source>
        <translation>OBS 停止了回应。</translation>
    </message>
    <message>
        <source>OBS is busy.</source>
        <translation>OBS 正忙。</translation>
    </message>
    <message>
        <source>OBS refused the captions ({code}).</source>
        <translation>OBS 拒绝了字幕（{code}）。</translation>
    </message>
    <message>
        <source>OBS sent an answer that Earshot does not understand.</source>
        <translation>OBS 的回应 Earshot 无法理解。</translation>
    </message>
    <message>
        <source>One of the two folders lies in the other.</source>
        <translation>两个文件夹中的一个位于另一个之内。</translation>
    </message>
    <message>
        <source>Open a web browser: this network may ask you to sign in. Then try again.</source>
        <translation>请打开浏览器：此网络可能要求您登录。然后重试。</translation>
    </message>
    <message>
        <source>OpenDocument text</source>
        <translation>OpenDocument 文本</translation>
    </message>
    <message>
        <source>Own template…</source>
        <translation>自己的模板……</translation>
    </message>
    <message>
        <source>Play something, or choose the speaker that plays it.</source>
        <translation>请播放声音，或选择正在播放的扬声器。</translation>
    </message>
    <message>
        <source>Port {port} is in use by another program.</source>
        <translation>端口 {port} 已被其他程序占用。</translation>
    </message>
    <message>
        <source>Put it back there.</source>
        <translation>请把它放回原处。</translation>
    </message>
    <message>
        <source>Put its folder beside the weights, as the publisher says.</source>
        <translation>请按发布者的说明把它的文件夹放在权重旁边。</translation>
    </message>
    <message>
        <source>Reinstall Earshot with support for graphics cards, or choose the processor in the settings.</source>
        <translation>请重新安装带显卡支持的 Earshot，或在设置中选择处理器。</translation>
    </message>
    <message>
        <source>Reinstall Earshot.</source>
        <translation>请重新安装 Earshot。</translation>
    </message>
    <message>
        <source>Remove it and add it again.</source>
        <translation>请移除后重新添加。</translation>
    </message>
    <message>
        <source>Remove it by hand.</source>
        <translation>请手动删除。</translation>
    </message>
    <message>
        <source>Remove it first, or give this one another name.</source>
        <translation>请先移除它，或为这个模型另取名称。</translation>
    </message>
    <message>
        <source>Remove the model, then get it again.</source>
        <translation>请移除该模型，然后重新下载。</translation>
    </message>
    <message>
        <source>Save it as UTF-8.</source>
        <translation>请将其另存为 UTF-8。</translation>
    </message>
    <message>
        <source>See that the disk is in order and has room, then try again; what was fetched is kept.</source>
        <translation>请确认磁盘正常且有足够空间，然后重试；已下载的部分会保留。</translation>
    </message>
    <message>
        <source>See that the disk is in order and has room.</source>
        <translation>请检查磁盘是否正常并有可用空间。</translation>
    </message>
    <message>
        <source>Simplify its loops.</source>
        <translation>请简化其中的循环。</translation>
    </message>
    <message>
        <source>Some subtitles could not keep every rule of reading, {count} in all: at {places}.</source>
        <translation>部分字幕无法满足全部阅读规则，共 {count} 处，位于 {places}。</translation>
    </message>
    <message>
        <source>Something other than OBS answers at {host}, port {port}.</source>
        <translation>在 {host} 端口 {port} 上应答的不是 OBS。</translation>
    </message>
    <message>
        <source>Speak in shorter sentences.</source>
        <translation>请让每句话短一些。</translation>
    </message>
    <message>
        <source>Start OBS, and enable its WebSocket server: Tools, WebSocket Server Settings. Earshot keeps trying.</source>
        <translation>请启动 OBS 并启用 WebSocket 服务器：工具 &gt; WebSocket 服务器设置。Earshot 会继续尝试。</translation>
    </message>
    <message>
        <source>Start again in a moment.</source>
        <translation>请稍后再开始。</translation>
    </message>
    <message>
        <source>Start again when captions may go there.</source>
        <translation>可以向那里发送字幕时，请再次开始。</translation>
    </message>
    <message>
        <source>Stop the captions, or let captions use another model, then try again.</source>
        <translation>请停止字幕，或让字幕使用其他模型，然后重试。</translation>
    </message>
    <message>
        <source>Stop the captions, then delete it.</source>
        <translation>请先停止字幕，再删除。</translation>
    </message>
    <message>
        <source>Stop them, then delete everything.</source>
        <translation>请先停止字幕，再全部删除。</translation>
    </message>
    <message>
        <source>Stop them, then improve the transcript.</source>
        <translation>请先停止，再改进记录。</translation>
    </message>
    <message>
        <source>Subtitles have no limit “{name}”.</source>
        <translation>字幕没有“{name}”这项限制。</translation>
    </message>
    <message>
        <source>Switch on “Keep the sound” in the settings before you start captions.</source>
        <translation>请在开始字幕前，在设置中打开“保存声音”。</translation>
    </message>
    <message>
        <source>Switch “Stay offline” off in the settings, or import the model from a folder.</source>
        <translation>请在设置中关闭“保持离线”，或从文件夹导入模型。</translation>
    </message>
    <message>
        <source>Switch “Stay offline” off in the settings.</source>
        <translation>请在设置中关闭“保持离线”。</translation>
    </message>
    <message>
        <source>TTML subtitles (IMSC 1.1)</source>
        <translation>TTML 字幕（IMSC 1.1）</translation>
    </message>
    <message>
        <source>Table (CSV) for programs</source>
        <translation>表格（CSV，供程序使用）</translation>
    </message>
    <message>
        <source>Take a checkpoint of the FireRedASR family.</source>
        <translation>请使用 FireRedASR 系列的检查点。</translation>
    </message>
    <message>
        <source>Telling speakers apart needs the model CAM++ (28 MB), which is not installed.</source>
        <translation>区分说话人需要 CAM++ 模型（28 MB），目前尚未安装。</translation>
    </message>
    <message>
        <source>Text comes from there again.</source>
        <translation>文本又由那里生成。</translation>
    </message>
    <message>
        <source>Text comes from this computer until it does.</source>
        <translation>在它恢复之前，文本由这台电脑生成。</translation>
    </message>
    <message>
        <source>The Zoom meeting has not started, or is over.</source>
        <translation>Zoom 会议尚未开始，或已经结束。</translation>
    </message>
    <message>
        <source>The certificate of {host} cannot be trusted.</source>
        <translation>无法信任 {host} 的证书。</translation>
    </message>
    <message>
        <source>The changes to {name} do not fit the language model.</source>
        <translation>对 {name} 的改动与语言模型不符。</translation>
    </message>
    <message>
        <source>The checkpoint does not say which dimensions it has.</source>
        <translation>检查点没有说明自己的尺寸。</translation>
    </message>
    <message>
        <source>The checkpoint&apos;s special tokens are not in its vocabulary.</source>
        <translation>检查点的特殊词元不在其词表中。</translation>
    </message>
    <message>
        <source>The connection to OBS broke off.</source>
        <translation>与 OBS 的连接中断了。</translation>
    </message>
    <message>
        <source>The connection to {host} broke off again and again.</source>
        <translation>与 {host} 的连接一再中断。</translation>
    </message>
    <message>
        <source>The copy of {name} differs from the original.</source>
        <translation>{name} 的副本与原件不同。</translation>
    </message>
    <message>
        <source>The day of training in config.yaml is {name}.</source>
        <translation>config.yaml 中的训练日期是 {name}。</translation>
    </message>
    <message>
        <source>The description of {name} names no server.</source>
        <translation>{name} 的描述没有写明服务器。</translation>
    </message>
    <message>
        <source>The dimensions in the checkpoint are those of another kind of model.</source>
        <translation>检查点中的尺寸属于另一种模型。</translation>
    </message>
    <message>
        <source>The disk is full.</source>
        <translation>磁盘已满。</translation>
    </message>
    <message>
        <source>The earlier words stay in use; correct the list and save it again.</source>
        <translation>继续使用之前的词；请改正词表后重新保存。</translation>
    </message>
    <message>
        <source>The end of a sound is heard whole, as in the first release and FireRedASR2 (length mask “first”).</source>
        <translation>声音的结尾完整听取，与首个版本和 FireRedASR2 一致（长度掩码“first”）。</translation>
    </message>
    <message>
        <source>The folder of your vocabulary cannot be read: {reason}.</source>
        <translation>无法读取词汇文件夹：{reason}。</translation>
    </message>
    <message>
        <source>The folder {folder} is not there.</source>
        <translation>文件夹 {folder} 不存在。</translation>
    </message>
    <message>
        <source>The frame around the parts was changed, or this is no bundle.</source>
        <translation>归档包的结构已被改动，或者这不是归档包。</translation>
    </message>
    <message>
        <source>The frame around the parts was changed.</source>
        <translation>归档包的结构已被改动。</translation>
    </message>
    <message>
        <source>The language model runs on {device} with {count} of its {all} layers, with the rest on the processor.</source>
        <translation>语言模型的 {all} 层中有 {count} 层在 {device} 上运行，其余在处理器上运行。</translation>
    </message>
    <message>
        <source>The language model runs on {device}.</source>
        <translation>语言模型在 {device} 上运行。</translation>
    </message>
    <message>
        <source>The language model, Qwen2-7B-Instruct with config.json and tokenizer.json, is not in {folder}.</source>
        <translation>{folder} 中没有语言模型 Qwen2-7B-Instruct（含 config.json 和 tokenizer.json）。</translation>
    </message>
    <message>
        <source>The last 40 to 80 ms of a sound are hidden, as in upstream&apos;s code since then (length mask “2025-12”).</source>
        <translation>声音最后 40 至 80 毫秒被隐去，与上游此后的代码一致（长度掩码“2025-12”）。</translation>
    </message>
    <message>
        <source>The library onnx, which imports need, is not installed.</source>
        <translation>未安装导入所需的 onnx 库。</translation>
    </message>
    <message>
        <source>The library that makes the language model&apos;s prompt is not installed.</source>
        <translation>未安装用于生成语言模型提示的库。</translation>
    </message>
    <message>
        <source>The list of files that become transcripts was damaged. {count} of them were found again, and the damaged list is kept as {name}.</source>
        <translation>待转写文件的列表已损坏。找回了其中 {count} 个，损坏的列表保存为 {name}。</translation>
    </message>
    <message>
        <source>The local language model cannot stand in: {reason}</source>
        <translation>本机的语言模型无法代替：{reason}</translation>
    </message>
    <message>
        <source>The log of OBS says why.</source>
        <translation>原因见 OBS 的日志。</translation>
    </message>
    <message>
        <source>The microphone “{title}” cannot be opened.</source>
        <translation>无法打开麦克风“{title}”。</translation>
    </message>
    <message>
        <source>The model could not be put in its place: {reason}.</source>
        <translation>无法放置模型：{reason}。</translation>
    </message>
    <message>
        <source>The model needs {needed} GB in {folder}, where {free} GB are free.</source>
        <translation>模型需要 {folder} 中有 {needed} GB 空间，目前可用 {free} GB。</translation>
    </message>
    <message>
        <source>The model still works on the captions before.</source>
        <translation>模型仍在处理之前的字幕。</translation>
    </message>
    <message>
        <source>The model {name}, whose language model is to compute elsewhere, is not at hand.</source>
        <translation>模型 {name} 不在这台电脑上，它的语言模型本应在别处运行。</translation>
    </message>
    <message>
        <source>The model&apos;s description cannot be read ({reason}).</source>
        <translation>无法读取模型的描述（{reason}）。</translation>
    </message>
    <message>
        <source>The models are in {folder} already.</source>
        <translation>模型已经在 {folder} 中。</translation>
    </message>
    <message>
        <source>The models could not be moved to {folder}: {reason}.</source>
        <translation>无法把模型移到 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>The name {name}… is too long.</source>
        <translation>名字 {name}…… 太长。</translation>
    </message>
    <message>
        <source>The other source is still captioned; this one resumes when it is back.</source>
        <translation>另一路声音的字幕照常；这一路恢复后会继续。</translation>
    </message>
    <message>
        <source>The package index cannot be reached.</source>
        <translation>无法连接软件包索引。</translation>
    </message>
    <message>
        <source>The package index has no {package}.</source>
        <translation>软件包索引中没有 {package}。</translation>
    </message>
    <message>
        <source>The proxy does not let Earshot through.</source>
        <translation>代理不允许 Earshot 通过。</translation>
    </message>
    <message>
        <source>The recording {path} cannot be read.</source>
        <translation>无法读取录音 {path}。</translation>
    </message>
    <message>
        <source>The remembered voices in {path} cannot be read.</source>
        <translation>无法读取 {path} 中已记住的声音。</translation>
    </message>
    <message>
        <source>The server did not start.</source>
        <translation>服务器未能启动。</translation>
    </message>
    <message>
        <source>The settings in {path} cannot be read: {reason}. Those that can are used; the others have their defaults until it is corrected.</source>
        <translation>无法读取 {path} 中的设置：{reason}。能读取的设置照常使用，其余使用默认值，直到文件被更正。</translation>
    </message>
    <message>
        <source>The sound of this transcript is not at {path} any more.</source>
        <translation>这份记录的录音已不在 {path}。</translation>
    </message>
    <message>
        <source>The sound of what is said is sent to {host}, which writes the text.</source>
        <translation>说话的声音会发送到 {host}，由它生成文本。</translation>
    </message>
    <message>
        <source>The sound&apos;s vectors hold values that are not numbers.</source>
        <translation>声音的向量中有不是数字的值。</translation>
    </message>
    <message>
        <source>The speaker was disconnected.</source>
        <translation>扬声器已断开连接。</translation>
    </message>
    <message>
        <source>The speech detector&apos;s model is missing from Earshot&apos;s folder.</source>
        <translation>语音检测模型不在 Earshot 的文件夹中。</translation>
    </message>
    <message>
        <source>The stream of OBS is not live. Its captions begin with it.</source>
        <translation>OBS 尚未开始直播。开播后才会有直播流字幕。</translation>
    </message>
    <message>
        <source>The system&apos;s keyring does not take the password.</source>
        <translation>系统的密钥环没有接受这个密码。</translation>
    </message>
    <message>
        <source>The template {name} could not be run.</source>
        <translation>无法运行模板 {name}。</translation>
    </message>
    <message>
        <source>The template {name} is no text in UTF-8.</source>
        <translation>模板 {name} 不是 UTF-8 文本。</translation>
    </message>
    <message>
        <source>The template {name} makes too much of a file.</source>
        <translation>模板 {name} 生成的内容过多。</translation>
    </message>
    <message>
        <source>The template {name} was not done after {limit} s.</source>
        <translation>模板 {name} 在 {limit} 秒后仍未完成。</translation>
    </message>
    <message>
        <source>The template {path} cannot be read.</source>
        <translation>无法读取模板 {path}。</translation>
    </message>
    <message>
        <source>The transcript has them.</source>
        <translation>它们保存在记录中。</translation>
    </message>
    <message>
        <source>There are no subtitle rules “{name}”.</source>
        <translation>没有名为“{name}”的字幕规则。</translation>
    </message>
    <message>
        <source>There are {count} rules of your own already.</source>
        <translation>已有 {count} 套自定规则。</translation>
    </message>
    <message>
        <source>There can be no server at {host}, port {port}: {reason}.</source>
        <translation>无法在 {host} 的端口 {port} 上启动服务器：{reason}。</translation>
    </message>
    <message>
        <source>There is a model called {name} already.</source>
        <translation>已经有名为 {name} 的模型。</translation>
    </message>
    <message>
        <source>There is a model called {name}.</source>
        <translation>已有名为 {name} 的模型。</translation>
    </message>
    <message>
        <source>There is another model called {name} in {folder}.</source>
        <translation>{folder} 中有另一个名为 {name} 的模型。</translation>
    </message>
    <message>
        <source>There is no length mask {name}.</source>
        <translation>没有名为 {name} 的长度掩码。</translation>
    </message>
    <message>
        <source>There is no model in {path} that Earshot can import.</source>
        <translation>{path} 中没有 Earshot 能导入的模型。</translation>
    </message>
    <message>
        <source>There is no recording of these captions.</source>
        <translation>这些字幕没有录音。</translation>
    </message>
    <message>
        <source>There is no sound to write down.</source>
        <translation>没有可转写的声音。</translation>
    </message>
    <message>
        <source>There is no template {path}.</source>
        <translation>没有模板 {path}。</translation>
    </message>
    <message>
        <source>There is no transcript {session}.</source>
        <translation>没有编号为 {session} 的记录。</translation>
    </message>
    <message>
        <source>There is nothing to improve here.</source>
        <translation>这里没有可以改进的内容。</translation>
    </message>
    <message>
        <source>There is too little speech to remember this voice.</source>
        <translation>语音太少，无法记住此声音。</translation>
    </message>
    <message>
        <source>These captions are not stored, so no place in them can be marked.</source>
        <translation>这些字幕没有保存，无法标记位置。</translation>
    </message>
    <message>
        <source>These captions are still running.</source>
        <translation>字幕仍在进行中。</translation>
    </message>
    <message>
        <source>They are where they were. Choose another folder.</source>
        <translation>它们仍在原处。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>This OBS speaks another version of its protocol.</source>
        <translation>这个 OBS 使用另一版本的协议。</translation>
    </message>
    <message>
        <source>This address of Zoom is not encrypted.</source>
        <translation>这个 Zoom 地址未加密。</translation>
    </message>
    <message>
        <source>This format is no text.</source>
        <translation>此格式不是文本。</translation>
    </message>
    <message>
        <source>This is not an address of OBS.</source>
        <translation>这不是 OBS 的地址。</translation>
    </message>
    <message>
        <source>This is not the caption address of a YouTube stream.</source>
        <translation>这不是 YouTube 直播的字幕地址。</translation>
    </message>
    <message>
        <source>This is not the caption address of a Zoom meeting.</source>
        <translation>这不是 Zoom 会议的字幕地址。</translation>
    </message>
    <message>
        <source>This transcript has no sound, so it cannot be heard again.</source>
        <translation>这份记录没有录音，无法重新识别。</translation>
    </message>
    <message>
        <source>This transcript is still being written.</source>
        <translation>这份记录还在写入。</translation>
    </message>
    <message>
        <source>Transcripts are not kept, so no file can be transcribed.</source>
        <translation>未保存记录，因此无法转写文件。</translation>
    </message>
    <message>
        <source>Try again in some minutes.</source>
        <translation>请过几分钟再试。</translation>
    </message>
    <message>
        <source>Try again later, or import the model from a folder.</source>
        <translation>请稍后重试，或从文件夹导入模型。</translation>
    </message>
    <message>
        <source>Try again later.</source>
        <translation>请稍后重试。</translation>
    </message>
    <message>
        <source>Try again; what was fetched is kept.</source>
        <translation>请重试；已下载的部分会保留。</translation>
    </message>
    <message>
        <source>Turn on “Keep the text” in the settings.</source>
        <translation>请在设置中打开“保留文字”。</translation>
    </message>
    <message>
        <source>Unlock the keyring, or type the password each time.</source>
        <translation>请解锁密钥环，或每次输入密码。</translation>
    </message>
    <message>
        <source>Unmute it and turn it up, or choose another source.</source>
        <translation>请取消静音并调高音量，或选择其他声音来源。</translation>
    </message>
    <message>
        <source>Update OBS, or Earshot.</source>
        <translation>请更新 OBS 或 Earshot。</translation>
    </message>
    <message>
        <source>Use fewer or shorter words in your vocabulary.</source>
        <translation>请减少词汇，或用短一些的词。</translation>
    </message>
    <message>
        <source>Use fewer words in your vocabulary, or speak in shorter sentences.</source>
        <translation>请减少词汇，或让每句话短一些。</translation>
    </message>
    <message>
        <source>Vocabulary profiles: {reason}</source>
        <translation>词汇方案：{reason}</translation>
    </message>
    <message>
        <source>Wait until that has ended.</source>
        <translation>请等待其结束。</translation>
    </message>
    <message>
        <source>Web page</source>
        <translation>网页</translation>
    </message>
    <message>
        <source>Web page with its sound</source>
        <translation>网页（含声音）</translation>
    </message>
    <message>
        <source>What the acoustic model makes of the sound is sent to {host}, which writes the text.</source>
        <translation>声学模型的输出会发送到 {host}，由它生成文本。</translation>
    </message>
    <message>
        <source>Whisper&apos;s weights are published by OpenAI under the MIT License. What holds for the conversion that you took stands on its own page.</source>
        <translation>Whisper 的权重由 OpenAI 以 MIT 许可证发布。所用转换版本的条款见其自己的页面。</translation>
    </message>
    <message>
        <source>Whoever has the link reads the captions on other devices in your network.</source>
        <translation>拿到链接的人可以在您网络中的其他设备上看字幕。</translation>
    </message>
    <message>
        <source>Word document</source>
        <translation>Word 文档</translation>
    </message>
    <message>
        <source>Write it as 2026-01-31.</source>
        <translation>请写成 2026-01-31 的形式。</translation>
    </message>
    <message>
        <source>Write it as localhost:{port}.</source>
        <translation>请写成 localhost:{port}。</translation>
    </message>
    <message>
        <source>Write it as {example}.</source>
        <translation>请写成 {example} 的形式。</translation>
    </message>
    <message>
        <source>Write it to a file.</source>
        <translation>请写入文件。</translation>
    </message>
    <message>
        <source>YouTube does not accept the address for captions.</source>
        <translation>YouTube 不接受这个字幕地址。</translation>
    </message>
    <message>
        <source>Your changed vocabulary could not be read: {reason}</source>
        <translation>无法读取改动过的词汇：{reason}</translation>
    </message>
    <message>
        <source>Zoom does not accept the address for captions.</source>
        <translation>Zoom 不接受这个字幕地址。</translation>
    </message>
    <message>
        <source>a colour, for example {example}</source>
        <translation>一种颜色，例如 {example}</translation>
    </message>
    <message>
        <source>a list of at most {count} words, for example {example}</source>
        <translation>最多 {count} 个词的列表，例如 {example}</translation>
    </message>
    <message>
        <source>docs/decoder.md tells how to build it; captions come from the acoustic model alone until then.</source>
        <translation>安装方法见 docs/decoder.md；在此之前，字幕只由声学模型给出。</translation>
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
        <source>Check your settings before you start.</source>
        <translation>开始之前，请检查设置。</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置……</translation>
    </message>
    <message>
        <source>The unreadable file is kept as {name}.</source>
        <translation>无法读取的文件已保留为 {name}。</translation>
    </message>
    <message>
        <source>Your earlier choices can be looked up in {folder}.</source>
        <translation>可以在 {folder} 中查看以前的选择。</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Saved. Applies when Earshot is opened again.</source>
        <translation>已保存，下次打开 Earshot 时生效。</translation>
    </message>
    <message>
        <source>Saved. Applies when captions are started again.</source>
        <translation>已保存，下次开始字幕时生效。</translation>
    </message>
    <message>
        <source>Saved. Applies from the next sentence on.</source>
        <translation>已保存，从下一句开始生效。</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>已保存。</translation>
    </message>
    <message>
        <source>The chosen model ignores your vocabulary while listening.</source>
        <translation>所选模型识别时不参考词汇。</translation>
    </message>
    <message>
        <source>Not used by the chosen model.</source>
        <translation>所选模型不使用此项。</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>Alert words</source>
        <translation>提醒词</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>词汇</translation>
    </message>
    <message>
        <source>Sound and text</source>
        <translation>声音与文字</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>悬浮字幕</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation>搜索设置</translation>
    </message>
</context>
<context>
    <name>SettingsPages</name>
    <message>
        <source>While people speak</source>
        <translation>有人说话时</translation>
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
        <source>Earlier sentences as context</source>
        <translation>参考前面几句</translation>
    </message>
    <message>
        <source>None</source>
        <translation>不参考</translation>
    </message>
    <message>
        <source>{points} pt</source>
        <translation>{points} 磅</translation>
    </message>
    <message>
        <source>In the overlay; the page is two thirds as large.</source>
        <translation>用于悬浮字幕；字幕页面的文字为其三分之二大小。</translation>
    </message>
    <message>
        <source>Mask swear words</source>
        <translation>遮盖粗话</translation>
    </message>
    <message>
        <source>Read captions to a screen reader</source>
        <translation>由屏幕阅读器朗读字幕</translation>
    </message>
    <message>
        <source>Also for braille displays. Each caption is read once.</source>
        <translation>也适用于盲文显示器。每条字幕只读一次。</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Finished captions</source>
        <translation>已完成的字幕</translation>
    </message>
    <message>
        <source>Words as soon as they are certain</source>
        <translation>文字一经确定即读</translation>
    </message>
    <message>
        <source>Alert words</source>
        <translation>提醒词</translation>
    </message>
    <message>
        <source>Anna
fire alarm</source>
        <translation>张伟
火警</translation>
    </message>
    <message>
        <source>Play a sound</source>
        <translation>播放提示音</translation>
    </message>
    <message>
        <source>When an alert word is heard, once a caption.</source>
        <translation>听到提醒词时，每条字幕一次。</translation>
    </message>
    <message>
        <source>Show a notification</source>
        <translation>显示通知</translation>
    </message>
    <message>
        <source>What you talk about</source>
        <translation>谈话内容</translation>
    </message>
    <message>
        <source>Budget meeting with Anna Okonkwo: rent, travel, new servers</source>
        <translation>和王晓雯的预算会议：房租、差旅、新服务器</translation>
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
        <source>Listen to</source>
        <translation>听什么</translation>
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
        <source>Folder of the recordings</source>
        <translation>录音文件夹</translation>
    </message>
    <message>
        <source>Keep the text</source>
        <translation>保存文字</translation>
    </message>
    <message>
        <source>Early text may change as you read; still text comes later.</source>
        <translation>较早的文字可能边读边变；稳定的文字稍晚出现。</translation>
    </message>
    <message>
        <source>Short pauses finish text sooner; long ones keep sentences whole.</source>
        <translation>停顿短，文字更早定稿；停顿长，句子更完整。</translation>
    </message>
    <message>
        <source>Caption size</source>
        <translation>字幕大小</translation>
    </message>
    <message>
        <source>Shows asterisks; the transcript keeps what was said.</source>
        <translation>显示为星号，记录仍保留原话。</translation>
    </message>
    <message>
        <source>Your name or others, one a line. They stand out when heard.</source>
        <translation>您的名字或其他词，每行一个，听到时会突出显示。</translation>
    </message>
    <message>
        <source>Topic, agenda and names help the model to spell them.</source>
        <translation>主题、议程和人名有助于模型写对。</translation>
    </message>
    <message>
        <source>Keeps names alike, but may repeat mistakes. None is usually best.</source>
        <translation>人名写法更一致，但可能重复错误。通常选“无”。</translation>
    </message>
    <message>
        <source>Correct words that sound like your vocabulary</source>
        <translation>纠正与词汇发音相近的词</translation>
    </message>
    <message>
        <source>Careful leaves common words alone.</source>
        <translation>“谨慎”不会改动常用词。</translation>
    </message>
    <message>
        <source>“Always” suits lists of few, rare names.</source>
        <translation>“总是”适合只有少量罕见名称的词汇。</translation>
    </message>
    <message>
        <source>Underline vocabulary</source>
        <translation>给词汇加下划线</translation>
    </message>
    <message>
        <source>Shows at a glance which of your words were heard.</source>
        <translation>一眼看出听到了哪些词汇。</translation>
    </message>
    <message>
        <source>The list beside Start changes it at any time.</source>
        <translation>可随时在“开始”旁的列表中更改。</translation>
    </message>
    <message>
        <source>As a FLAC file on this computer, about 60 MB an hour.</source>
        <translation>以 FLAC 文件存在本机，每小时约 60 MB。</translation>
    </message>
    <message>
        <source>Copy files that you open</source>
        <translation>复制打开的文件</translation>
    </message>
    <message>
        <source>Their transcripts then keep their sound when a file is moved.</source>
        <translation>文件移走后，记录仍保留声音。</translation>
    </message>
    <message>
        <source>As a transcript that can be searched later.</source>
        <translation>存为记录，以后可以搜索。</translation>
    </message>
    <message>
        <source>Without it, text is gone when the window is closed.</source>
        <translation>关闭后，文字在窗口关闭时消失。</translation>
    </message>
    <message>
        <source>Label speakers</source>
        <translation>标记说话人</translation>
    </message>
    <message>
        <source>Keep deleted transcripts</source>
        <translation>保留已删除的记录</translation>
    </message>
    <message>
        <source>They can be brought back for this long; then text and sound are gone.</source>
        <translation>在此期间可以恢复；之后文字和录音都会清除。</translation>
    </message>
    <message>
        <source>Half a minute</source>
        <translation>半分钟</translation>
    </message>
    <message>
        <source>Delete old transcripts</source>
        <translation>删除旧记录</translation>
    </message>
    <message>
        <source>By their age. Those tagged “keep” stay.</source>
        <translation>按时间删除。带有“保留”标签的记录不会删除。</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
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
        <source>High contrast, light</source>
        <translation>高对比度（浅色）</translation>
    </message>
    <message>
        <source>High contrast, dark</source>
        <translation>高对比度（深色）</translation>
    </message>
    <message>
        <source>Language of the windows</source>
        <translation>界面语言</translation>
    </message>
    <message>
        <source>Captions are in the language that is spoken.</source>
        <translation>字幕使用说话人的语言。</translation>
    </message>
    <message>
        <source>Keys: start or stop captions</source>
        <translation>快捷键：开始或停止字幕</translation>
    </message>
    <message>
        <source>Keys: pause or resume</source>
        <translation>快捷键：暂停或继续</translation>
    </message>
    <message>
        <source>Keys: mark this moment</source>
        <translation>快捷键：标记此刻</translation>
    </message>
    <message>
        <source>These keys work in every program, if your desktop agrees.</source>
        <translation>经桌面允许后，这些快捷键在所有程序中有效。</translation>
    </message>
    <message>
        <source>These keys work in every program.</source>
        <translation>这些快捷键在所有程序中有效。</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>词汇</translation>
    </message>
    <message>
        <source>Keep the screen on</source>
        <translation>保持屏幕常亮</translation>
    </message>
    <message>
        <source>While captions run and when a file ends, by voice. Needs the model CAM++.</source>
        <translation>在字幕进行时和文件结束时按声音区分。需要 CAM++ 模型。</translation>
    </message>
    <message>
        <source>Earshot tells you a day before it deletes the first ones.</source>
        <translation>首次删除的前一天会通知您。</translation>
    </message>
    <message>
        <source>While captions run and can be seen.</source>
        <translation>字幕运行且可见时。</translation>
    </message>
    <message>
        <source>Stay in the tray when the window is closed</source>
        <translation>关闭窗口后留在托盘</translation>
    </message>
    <message>
        <source>Quit ends Earshot. Without a tray, closing the window does.</source>
        <translation>“退出”会结束 Earshot；没有托盘时，关闭窗口即结束。</translation>
    </message>
    <message>
        <source>Keys: show or hide the overlay</source>
        <translation>快捷键：显示或隐藏悬浮字幕</translation>
    </message>
    <message>
        <source>This desktop lets no program have keys of its own; the guide (F1) says what to do.</source>
        <translation>此桌面不让程序设定自己的按键；做法见使用指南（F1）。</translation>
    </message>
    <message>
        <source>Transcripts</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>录音</translation>
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
        <source>1 day</source>
        <translation>1 天</translation>
    </message>
    <message>
        <source>{days} days</source>
        <translation>{days} 天</translation>
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
    <name>SharingDialog</name>
    <message>
        <source>Captions for others</source>
        <translation>与他人共享字幕</translation>
    </message>
    <message>
        <source>Show captions in OBS, until they end.</source>
        <translation>在 OBS 中显示字幕，字幕结束时停止。</translation>
    </message>
    <message>
        <source>Send finished captions over the internet to a Zoom meeting, until they end.</source>
        <translation>通过互联网把已完成的字幕发送到 Zoom 会议，字幕结束时停止。</translation>
    </message>
    <message>
        <source>API token</source>
        <translation>API 令牌</translation>
    </message>
    <message>
        <source>In Zoom: Show captions, Set up manual captioner</source>
        <translation>在 Zoom 中：显示字幕 &gt; 设置手动字幕员</translation>
    </message>
    <message>
        <source>In YouTube: Live Control Room, Closed captions</source>
        <translation>在 YouTube 中：直播控制室 &gt; 字幕</translation>
    </message>
    <message>
        <source>Send finished captions over the internet to a YouTube stream, until they end.</source>
        <translation>通过互联网把已完成的字幕发送到 YouTube 直播，字幕结束时停止。</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Add finished captions to a file on this computer, as text or as subtitles, until they end. The file is begun anew.</source>
        <translation>把已完成的字幕写入这台电脑上的一个文件（文本或字幕格式），字幕结束时停止。文件会重新开始写。</translation>
    </message>
    <message>
        <source>Browser</source>
        <translation>浏览器</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Recording</source>
        <translation>正在录音</translation>
    </message>
    <message>
        <source>Recording: sound is being kept on this computer.</source>
        <translation>正在录音：声音会保存在这台电脑上。</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Sent to {places}</source>
        <translation>发送到 {places}</translation>
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
</context>
<context>
    <name>SourceRows</name>
    <message>
        <source>Microphone and computer sound</source>
        <translation>麦克风和电脑声音</translation>
    </message>
    <message>
        <source>Caption a file as it plays…</source>
        <translation>按播放速度为文件加字幕……</translation>
    </message>
    <message>
        <source>{name}, track {track}</source>
        <translation>{name}，音轨 {track}</translation>
    </message>
    <message>
        <source>{name} (muted)</source>
        <translation>{name}（已静音）</translation>
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
    <name>SpeakerCount</name>
    <message>
        <source>Label speakers</source>
        <translation>标记说话人</translation>
    </message>
    <message>
        <source>How many people speak?</source>
        <translation>有几位说话人？</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标记</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>SpeakerLabelling</name>
    <message>
        <source>Speaker {number}</source>
        <translation>说话人 {number}</translation>
    </message>
    <message>
        <source>Label speakers…</source>
        <translation>标记说话人……</translation>
    </message>
    <message>
        <source>Remembered voices…</source>
        <translation>已记住的声音……</translation>
    </message>
    <message>
        <source>Label speakers</source>
        <translation>标记说话人</translation>
    </message>
    <message>
        <source>Telling speakers apart by their voices…</source>
        <translation>正在根据声音区分说话人……</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>The voice of {name} is remembered.</source>
        <translation>已记住 {name} 的声音。</translation>
    </message>
    <message>
        <source>Open Models</source>
        <translation>打开模型页面</translation>
    </message>
    <message>
        <source>No speech was found to tell apart.</source>
        <translation>没有找到可供区分的语音。</translation>
    </message>
    <message>
        <source>The labels are as they were. Speakers: {count}.</source>
        <translation>标记没有变化。说话人：{count} 位。</translation>
    </message>
    <message>
        <source>Speakers: {count}.</source>
        <translation>说话人：{count} 位。</translation>
    </message>
    <message>
        <source>A click on a name renames it. A question mark: two voices are alike there.</source>
        <translation>点击名字即可重命名。问号表示该处两个声音相近。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
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
        <source>Speaker {number}</source>
        <translation>说话人 {number}</translation>
    </message>
    <message>
        <source>{speaker}: </source>
        <translation>{speaker}：</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>This small model came with Earshot, so that captions work at once. It shows how everything works, but it mishears a lot. A better model makes far fewer mistakes.</source>
        <translation>这个小模型随 Earshot 附带，让字幕马上就能用。它能展示一切如何运作，但经常听错。更好的模型错误会少得多。</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
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
        <source>One second of speech takes {seconds} s to recognise; below 1 keeps up.</source>
        <translation>识别一秒语音需要 {seconds} 秒；低于 1 就跟得上。</translation>
    </message>
    <message>
        <source>about {seconds} s to go</source>
        <translation>大约还要 {seconds} 秒</translation>
    </message>
    <message>
        <source>{seconds} s behind</source>
        <translation>落后 {seconds} 秒</translation>
    </message>
    <message>
        <source>Demo model: expect mistakes</source>
        <translation>演示模型：错误较多</translation>
    </message>
    <message>
        <source>Improving captions: {count}</source>
        <translation>正在改进字幕：{count} 条</translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <translation>正在准备……</translation>
    </message>
    <message>
        <source>No sound</source>
        <translation>没有声音</translation>
    </message>
    <message>
        <source>Finishing…</source>
        <translation>正在收尾……</translation>
    </message>
    <message>
        <source>Time left for the last words; nothing that was said is lost.</source>
        <translation>写完最后几句还需的时间，说过的话不会丢失。</translation>
    </message>
    <message>
        <source>The model is being loaded. What is said meanwhile appears when it is ready.</source>
        <translation>正在加载模型，这期间说的话会在就绪后显示。</translation>
    </message>
    <message>
        <source>Captions come this much later than the speech.</source>
        <translation>字幕比说话晚这么多。</translation>
    </message>
    <message>
        <source>Keeping up</source>
        <translation>跟得上</translation>
    </message>
    <message>
        <source>Text appears {usual} s after its sound, {seldom} s at most in 95 of 100 cases.</source>
        <translation>文字通常在声音之后 {usual} 秒出现，95% 的情况不超过 {seldom} 秒。</translation>
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
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Leave the captions before as they are</source>
        <translation>之前的字幕保持原样</translation>
    </message>
</context>
<context>
    <name>StorageFoot</name>
    <message>
        <source>More for all transcripts</source>
        <translation>所有记录的更多操作</translation>
    </message>
    <message>
        <source>Delete everything</source>
        <translation>全部删除</translation>
    </message>
    <message>
        <source>Delete everything…</source>
        <translation>全部删除……</translation>
    </message>
    <message>
        <source>Text {text}, sound {sound}</source>
        <translation>文字 {text}，录音 {sound}</translation>
    </message>
    <message>
        <source>Delete all transcripts, recordings and remembered voices?</source>
        <translation>删除所有记录、录音和已记住的声音？</translation>
    </message>
    <message>
        <source>They are gone for good, also those deleted before, with the list of files, the counts of your words and the folders that dialogs show again. Your vocabulary, settings, exports and sound files that you named stay.</source>
        <translation>它们将被彻底删除，包括先前删除的，连同文件队列、词语次数和文件对话框记住的文件夹。您的词汇、设置、导出的文件和您自己的声音文件会保留。</translation>
    </message>
    <message>
        <source>Everything was deleted. {size} are free.</source>
        <translation>已全部删除，释放了 {size}。</translation>
    </message>
</context>
<context>
    <name>TextWindow</name>
    <message>
        <source>Tab goes from link to link, Ctrl+F finds words</source>
        <translation>Tab 在链接之间移动，Ctrl+F 查找</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>TranscriptActs</name>
    <message>
        <source>Delete “{title}” for good?</source>
        <translation>彻底删除“{title}”？</translation>
    </message>
    <message>
        <source>Delete {count} transcripts for good?</source>
        <translation>彻底删除 {count} 份记录？</translation>
    </message>
    <message>
        <source>Text and recording are gone, and nothing brings them back. A sound file that you named stays.</source>
        <translation>文字和录音将被删除，无法恢复。您自己命名的声音文件会保留。</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>彻底删除</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Tags, with commas between. “keep” protects from deletion by age.</source>
        <translation>标签，以逗号分隔。“保留”可防止按时间删除。</translation>
    </message>
    <message>
        <source>“{title}” was deleted.</source>
        <translation>“{title}”已删除。</translation>
    </message>
    <message>
        <source>{count} transcripts were deleted.</source>
        <translation>已删除 {count} 份记录。</translation>
    </message>
    <message>
        <source>Its sound goes with it and frees {size}.</source>
        <translation>录音也会一并删除，可释放 {size}。</translation>
    </message>
    <message>
        <source>Its sound file was named by you and stays.</source>
        <translation>录音文件是您命名的，会保留。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>TranscriptPlayer</name>
    <message>
        <source>No sound was kept.</source>
        <translation>没有保留声音。</translation>
    </message>
</context>
<context>
    <name>TranscriptView</name>
    <message>
        <source>Text of the transcript</source>
        <translation>记录正文</translation>
    </message>
    <message>
        <source>One sentence a line, marks begin with a star; Enter edits, Delete deletes the sentence</source>
        <translation>每行一句，标记以星号开头；按回车键编辑，按删除键删除该句</translation>
    </message>
    <message>
        <source>Marked</source>
        <translation>已标记</translation>
    </message>
</context>
<context>
    <name>TranscriptsPage</name>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Find and replace…</source>
        <translation>查找和替换……</translation>
    </message>
    <message>
        <source>Show the sound file</source>
        <translation>显示录音文件</translation>
    </message>
    <message>
        <source>Tags…</source>
        <translation>标签……</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete for good…</source>
        <translation>彻底删除……</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Show the window</source>
        <translation>显示窗口</translation>
    </message>
    <message>
        <source>Earshot: no captions</source>
        <translation>Earshot：未开启字幕</translation>
    </message>
    <message>
        <source>Earshot: captions</source>
        <translation>Earshot：正在显示字幕</translation>
    </message>
    <message>
        <source>Earshot: paused</source>
        <translation>Earshot：已暂停</translation>
    </message>
    <message>
        <source>Earshot: something needs your attention</source>
        <translation>Earshot：有问题需要处理</translation>
    </message>
</context>
<context>
    <name>TrialBar</name>
    <message>
        <source>Try a sentence, mistakes and all (Ctrl+T)</source>
        <translation>试一句话，可以带错字 (Ctrl+T)</translation>
    </message>
    <message>
        <source>Sentence to try</source>
        <translation>要试的句子</translation>
    </message>
    <message>
        <source>Shows what your words would make of it</source>
        <translation>显示用上您的词后会变成什么</translation>
    </message>
    <message>
        <source>Last heard</source>
        <translation>上次听到</translation>
    </message>
    <message>
        <source>Try the newest sentence of the captions, as the model heard it</source>
        <translation>试字幕的最新一句，按模型听到的原样</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>为什么？</translation>
    </message>
    <message>
        <source>The words that come up in the sentence, and what for</source>
        <translation>句子中会出现哪些词，以及原因</translation>
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
        <source>no change</source>
        <translation>没有变化</translation>
    </message>
    <message>
        <source>As heard:</source>
        <translation>听到的：</translation>
    </message>
    <message>
        <source>With your words:</source>
        <translation>用上您的词：</translation>
    </message>
    <message>
        <source>With corrections set to “always”:</source>
        <translation>选“始终更正”时：</translation>
    </message>
    <message>
        <source>None of {count} words would come up.</source>
        <translation>{count} 个词里没有会被找出来的。</translation>
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
        <source>{model}, without your words:</source>
        <translation>{model}，不用您的词：</translation>
    </message>
    <message>
        <source>What your words make of the sentence</source>
        <translation>用上您的词后的句子</translation>
    </message>
    <message>
        <source>The arrow keys scroll</source>
        <translation>用方向键滚动</translation>
    </message>
</context>
<context>
    <name>VocabularyCorner</name>
    <message>
        <source>Vocabulary profile</source>
        <translation>词汇方案</translation>
    </message>
    <message>
        <source>All vocabulary lists are used from the next sentence on.</source>
        <translation>从下一句起使用全部词表。</translation>
    </message>
    <message>
        <source>The vocabulary “{name}” is used from the next sentence on.</source>
        <translation>从下一句起使用词汇方案“{name}”。</translation>
    </message>
    <message>
        <source>All lists</source>
        <translation>全部词表</translation>
    </message>
</context>
<context>
    <name>VocabularyEditor</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
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
        <source>saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>saving…</source>
        <translation>正在保存……</translation>
    </message>
    <message>
        <source>Words: {count}, {saved}</source>
        <translation>共 {count} 个词，{saved}</translation>
    </message>
    <message>
        <source>Check: {count}</source>
        <translation>待检查：{count}</translation>
    </message>
    <message>
        <source>Show phonetic codes</source>
        <translation>显示音素代码</translation>
    </message>
    <message>
        <source>Hear the last sentence again</source>
        <translation>再听一遍最近的句子</translation>
    </message>
    <message>
        <source>Show only words with a remark; the hint of the word says which</source>
        <translation>只显示有提示的词；提示内容见词的悬停说明</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>More: undo, lists, import and export, sounds</source>
        <translation>更多：撤销、词表、导入和导出、读音</translation>
    </message>
</context>
<context>
    <name>VocabularyFiles</name>
    <message>
        <source>Import a file…</source>
        <translation>导入文件……</translation>
    </message>
    <message>
        <source>Make a list of a file: text, table, or the word list of another program</source>
        <translation>把文件变成词表：文本、表格，或其他程序的词表</translation>
    </message>
    <message>
        <source>Show the folder of the lists</source>
        <translation>打开词表所在的文件夹</translation>
    </message>
    <message>
        <source>Export this list</source>
        <translation>导出此词表</translation>
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
        <source>Word lists (*.txt *.tsv *.csv)</source>
        <translation>词表 (*.txt *.tsv *.csv)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Import a vocabulary</source>
        <translation>导入词表</translation>
    </message>
    <message>
        <source>Export the list</source>
        <translation>导出词表</translation>
    </message>
    <message>
        <source>Everything (.txt)…</source>
        <translation>全部内容 (.txt)……</translation>
    </message>
    <message>
        <source>For Fun-ASR: word, sounds, weight (.tsv)…</source>
        <translation>供 Fun-ASR 使用：词、读音、权重 (.tsv)……</translation>
    </message>
    <message>
        <source>A table (.csv)…</source>
        <translation>表格 (.csv)……</translation>
    </message>
    <message>
        <source>One word a line (.txt)…</source>
        <translation>每行一个词 (.txt)……</translation>
    </message>
    <message>
        <source>Pairs wrong=&gt;right (.txt)…</source>
        <translation>错误=&gt;正确 的成对列表 (.txt)……</translation>
    </message>
</context>
<context>
    <name>VocabularyGuide</name>
    <message>
        <source>Words to listen for</source>
        <translation>要听准的词</translation>
    </message>
    <message>
        <source>Names and terms that captions should spell right: people, products, places.</source>
        <translation>希望字幕写对的名字和术语：人名、产品、地名。</translation>
    </message>
    <message>
        <source>Paste your words here, one per line</source>
        <translation>把词粘贴到这里，每行一个</translation>
    </message>
    <message>
        <source>Your words, one per line</source>
        <translation>您的词，每行一个</translation>
    </message>
    <message>
        <source>Add words</source>
        <translation>添加词</translation>
    </message>
</context>
<context>
    <name>VocabularyPage</name>
    <message>
        <source>Vocabulary</source>
        <translation>词汇</translation>
    </message>
</context>
<context>
    <name>VoicesDialog</name>
    <message>
        <source>Remembered voices</source>
        <translation>已记住的声音</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Delete this voice</source>
        <translation>删除此声音</translation>
    </message>
    <message>
        <source>{name}, agreed on {day}</source>
        <translation>{name}，于 {day} 同意</translation>
    </message>
    <message>
        <source>Earshot knows these voices by name. A deleted one is gone for good; names in transcripts stay.</source>
        <translation>Earshot 能按姓名认出这些声音。删除后无法恢复；记录中的姓名会保留。</translation>
    </message>
    <message>
        <source>No voice is remembered. A click on the name of a speaker in a transcript offers it.</source>
        <translation>没有已记住的声音。点按记录中说话人的名字即可添加。</translation>
    </message>
</context>
<context>
    <name>Waveform</name>
    <message>
        <source>Place in the sound</source>
        <translation>声音中的位置</translation>
    </message>
    <message>
        <source>Click to hear from here. Arrow keys move by 3 s, + and - zoom.</source>
        <translation>点击即从此处播放。方向键移动 3 秒，+ 和 - 缩放。</translation>
    </message>
</context>
<context>
    <name>WordCells</name>
    <message>
        <source>Earshot’s guess: {sounds}</source>
        <translation>Earshot 的推测：{sounds}</translation>
    </message>
    <message>
        <source>Offered to the model: {offered}, heard: {heard}, corrected: {replaced}</source>
        <translation>提供给模型：{offered} 次，听到：{heard} 次，更正：{replaced} 次</translation>
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
        <source>How the word is written; other spellings of it behind |</source>
        <translation>词的写法；其他写法写在 | 之后</translation>
    </message>
    <message>
        <source>What it sounds like, or its translation. Grey is a guess; write over it where it is wrong</source>
        <translation>听起来像什么，或它的译文。灰色是推测，不对时可以改写</translation>
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
    <name>WordList</name>
    <message>
        <source>change in the file</source>
        <translation>文件里的改动</translation>
    </message>
</context>
<context>
    <name>WordLists</name>
    <message>
        <source>edit</source>
        <translation>修改</translation>
    </message>
</context>
<context>
    <name>WordView</name>
    <message>
        <source>Words of the list</source>
        <translation>词表里的词</translation>
    </message>
    <message>
        <source>Enter edits a cell, Delete deletes the selected words</source>
        <translation>按回车键编辑单元格，按 Delete 键删除所选的词</translation>
    </message>
</context>
<context>
    <name>WordsPane</name>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Delete words</source>
        <translation>删除词</translation>
    </message>
    <message>
        <source>delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>“{text}” is in this list already.</source>
        <translation>“{text}”已经在这个词表里了。</translation>
    </message>
    <message>
        <source>“{text}” cannot be a word of a list.</source>
        <translation>“{text}”不能作为词条。</translation>
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
        <source>This list cannot be changed.</source>
        <translation>此词表无法更改。</translation>
    </message>
    <message>
        <source>Choose another list, or make one.</source>
        <translation>请选择其他词表，或新建一个。</translation>
    </message>
    <message>
        <source>My words</source>
        <translation>我的词</translation>
    </message>
    <message>
        <source>Add a word, or paste many lines (Ctrl+N)</source>
        <translation>添加词，或粘贴多行 (Ctrl+N)</translation>
    </message>
    <message>
        <source>Add a word</source>
        <translation>添加词</translation>
    </message>
    <message>
        <source>Enter adds it; pasted lines become a word each</source>
        <translation>按回车键添加；粘贴的每一行成为一个词</translation>
    </message>
    <message>
        <source>Filter (Ctrl+F)</source>
        <translation>筛选 (Ctrl+F)</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Shows the words that hold this text</source>
        <translation>只显示含有这段文字的词</translation>
    </message>
</context>
<context>
    <name>WorkLine</name>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Putting it in its place…</source>
        <translation>正在安装……</translation>
    </message>
    <message>
        <source>Waiting…</source>
        <translation>等待中……</translation>
    </message>
    <message>
        <source>Verifying…</source>
        <translation>正在校验……</translation>
    </message>
    <message>
        <source>Repairing…</source>
        <translation>正在修复……</translation>
    </message>
    <message>
        <source>Removing…</source>
        <translation>正在移除……</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>正在导出……</translation>
    </message>
    <message>
        <source>Importing…</source>
        <translation>正在导入……</translation>
    </message>
    <message>
        <source>Moving…</source>
        <translation>正在移动……</translation>
    </message>
    <message>
        <source>Paused.</source>
        <translation>已暂停。</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done}，共 {total}</translation>
    </message>
    <message>
        <source>{speed} a second</source>
        <translation>每秒 {speed}</translation>
    </message>
    <message>
        <source>{count} s left</source>
        <translation>剩余 {count} 秒</translation>
    </message>
    <message>
        <source>{count} min left</source>
        <translation>剩余 {count} 分钟</translation>
    </message>
</context>
</TS>
