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
        <source>These captions were not stored, so they cannot be exported.</source>
        <translation>这些字幕没有存储，因此无法导出。</translation>
    </message>
    <message>
        <source>They can still be copied.</source>
        <translation>但仍然可以复制。</translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>已保存为 {name}。</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>打开文件夹</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>More: copy, text size</source>
        <translation>更多：复制、文字大小</translation>
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
        <source>Close now</source>
        <translation>立即关闭</translation>
    </message>
</context>
<context>
    <name>Notices</name>
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
    <name>Rescue</name>
    <message>
        <source>The captions of {title} ended abruptly. All {count} texts are kept.</source>
        <translation>{title} 的字幕意外中断。{count} 条文字都已保存。</translation>
    </message>
    <message>
        <source>Export...</source>
        <translation>导出…</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>“{0}” was unplugged.</source>
        <translation>“{0}”被拔掉了。</translation>
    </message>
    <message>
        <source>“{0}” was disconnected.</source>
        <translation>“{0}”断开了。</translation>
    </message>
    <message>
        <source>“{0}” stopped delivering sound.</source>
        <translation>“{0}”不再传来声音。</translation>
    </message>
    <message>
        <source>“{0}” stopped delivering sound ({1}).</source>
        <translation>“{0}”不再传来声音（{1}）。</translation>
    </message>
    <message>
        <source>“{0}” is no longer the default device.</source>
        <translation>“{0}”不再是默认设备。</translation>
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
        <source>The microphone “{0}” cannot be opened ({1}).</source>
        <translation>无法打开麦克风“{0}”（{1}）。</translation>
    </message>
    <message>
        <source>Plug it in, close programs that use it alone, or choose another one (&apos;devices&apos; lists them).</source>
        <translation>请插上它，关闭独占它的程序，或者选择另一个麦克风。</translation>
    </message>
    <message>
        <source>There is no source named “{0}”.</source>
        <translation>没有名为“{0}”的声音来源。</translation>
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
        <source>The disk is full: the recording {0} ends here.</source>
        <translation>磁盘已满：录音 {0} 到此为止。</translation>
    </message>
    <message>
        <source>Captions go on; free some space for the next one.</source>
        <translation>字幕继续；请为下一次录音腾出空间。</translation>
    </message>
    <message>
        <source>The recording {0} cannot be written ({1}).</source>
        <translation>无法写入录音 {0}（{1}）。</translation>
    </message>
    <message>
        <source>Captions go on; choose another folder for recordings in the settings.</source>
        <translation>字幕继续；请在设置中为录音另选一个文件夹。</translation>
    </message>
    <message>
        <source>The recogniser failed ({0}).</source>
        <translation>识别出错（{0}）。</translation>
    </message>
    <message>
        <source>Captions go on; if it happens again, choose another model.</source>
        <translation>字幕继续；如果再次出现，请换一个模型。</translation>
    </message>
    <message>
        <source>Captioning stopped: {0}.</source>
        <translation>字幕已停止：{0}。</translation>
    </message>
    <message>
        <source>The transcript is not saved: {0}</source>
        <translation>文字没有保存：{0}</translation>
    </message>
    <message>
        <source>What was said until now is kept; please start again.</source>
        <translation>到目前为止说过的话都已保留；请重新开始。</translation>
    </message>
    <message>
        <source>{0} holds no sound.</source>
        <translation>{0} 里没有声音。</translation>
    </message>
    <message>
        <source>Choose a file with an audio track.</source>
        <translation>请选择带音轨的文件。</translation>
    </message>
    <message>
        <source>{0} is empty.</source>
        <translation>{0} 是空文件。</translation>
    </message>
    <message>
        <source>Choose a file with sound in it.</source>
        <translation>请选择有声音的文件。</translation>
    </message>
    <message>
        <source>{0} cannot be read as sound: {1}.</source>
        <translation>无法把 {0} 当作声音读取：{1}。</translation>
    </message>
    <message>
        <source>Choose another file, or convert it to WAV or FLAC.</source>
        <translation>请另选一个文件，或者先转换成 WAV 或 FLAC。</translation>
    </message>
    <message>
        <source>{0} breaks off after {1} s: the rest cannot be read.</source>
        <translation>{0} 在 {1} 秒后中断：其余部分无法读取。</translation>
    </message>
    <message>
        <source>What was said until there is kept; get a complete copy of the file for the rest.</source>
        <translation>之前的内容都已保留；要得到其余部分，请使用完整的文件。</translation>
    </message>
    <message>
        <source>Starter (pocketsphinx)</source>
        <translation>入门模型（pocketsphinx）</translation>
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
        <source>Open a file...</source>
        <translation>打开文件……</translation>
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
    <name>StatusLine</name>
    <message>
        <source>rough demonstration</source>
        <translation>粗略演示</translation>
    </message>
    <message>
        <source>This small model came with Earshot, so that captions work at once. It shows how everything works, but it knows only English and mishears a lot. A better model makes far fewer mistakes.</source>
        <translation>这个小模型随 Earshot 附带，让字幕马上就能用。它能展示一切如何运作，但经常听错，而且只懂英语。更好的模型错误会少得多。</translation>
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
        <source>{seconds} s behind</source>
        <translation>落后 {seconds} 秒</translation>
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
