<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>BeforeSigning</name>
    <message numerus="yes">
        <source>%n required view(s) open</source>
        <translation>
            <numerusform>%n required view open</numerusform>
            <numerusform>%n required views open</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stop-level red flag(s) without an answer</source>
        <translation>
            <numerusform>%n stop-level red flag without an answer</numerusform>
            <numerusform>%n stop-level red flags without an answer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n target(s) at a level that is not proved</source>
        <translation>
            <numerusform>%n target at a level that is not proved</numerusform>
            <numerusform>%n targets at a level that is not proved</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n clip(s) of another patient than the exam names</source>
        <translation>
            <numerusform>%n clip of another patient than the exam names</numerusform>
            <numerusform>%n clips of another patient than the exam names</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DifferentialPanel</name>
    <message numerus="yes">
        <source>What if: %n finding(s) paused and not weighed below.</source>
        <translation>
            <numerusform>What if: %n finding paused and not weighed below.</numerusform>
            <numerusform>What if: %n findings paused and not weighed below.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n that nothing speaks for</source>
        <translation>
            <numerusform>%n that nothing speaks for</numerusform>
            <numerusform>%n that nothing speaks for</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n condition(s) not assessable yet</source>
        <translation>
            <numerusform>%n condition not assessable yet</numerusform>
            <numerusform>%n conditions not assessable yet</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n minute(s)</source>
        <translation>
            <numerusform>about %n minute</numerusform>
            <numerusform>about %n minutes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExcuseAll</name>
    <message numerus="yes">
        <source>Skip all %n open view(s) with one reason…</source>
        <translation>
            <numerusform>Skip the %n open view with a reason…</numerusform>
            <numerusform>Skip all %n open views with one reason…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Skip all %n…</source>
        <translation>
            <numerusform>Skip it…</numerusform>
            <numerusform>Skip all %n…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExtraViews</name>
    <message numerus="yes">
        <source>%n key image(s)</source>
        <translation>
            <numerusform>%n key image</numerusform>
            <numerusform>%n key images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) beside the protocol</source>
        <translation>
            <numerusform>%n picture beside the protocol</numerusform>
            <numerusform>%n pictures beside the protocol</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RedFlagsCard</name>
    <message numerus="yes">
        <source>None of the %n asked is present. This does not exclude serious disease.</source>
        <translation>
            <numerusform>The %n asked is not present. This does not exclude serious disease.</numerusform>
            <numerusform>None of the %n asked is present. This does not exclude serious disease.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n red flag(s) not asked yet.</source>
        <translation>
            <numerusform>%n red flag not asked yet.</numerusform>
            <numerusform>%n red flags not asked yet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SigningCard</name>
    <message numerus="yes">
        <source>Not signed: %n line(s) of the list above are open.</source>
        <translation>
            <numerusform>Not signed: %n line of the list above is open.</numerusform>
            <numerusform>Not signed: %n lines of the list above are open.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message numerus="yes">
        <source>%n clip(s)</source>
        <translation>
            <numerusform>%n clip</numerusform>
            <numerusform>%n clips</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StudyBrowser</name>
    <message numerus="yes">
        <source>%n frame(s)</source>
        <translation>
            <numerusform>%n frame</numerusform>
            <numerusform>%n frames</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ViewRow</name>
    <message numerus="yes">
        <source>%n key image(s)</source>
        <translation>
            <numerusform>%n key image</numerusform>
            <numerusform>%n key images</numerusform>
        </translation>
    </message>
</context>
</TS>
