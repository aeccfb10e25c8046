<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_TW" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>New exam</source>
        <translation>新檢查</translation>
    </message>
    <message>
        <source>Open files…</source>
        <translation>開啟檔案…</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>開啟資料夾…</translation>
    </message>
    <message>
        <source>Recent studies…</source>
        <translation>最近的檢查…</translation>
    </message>
    <message>
        <source>Open sample exam</source>
        <translation>開啟範例檢查</translation>
    </message>
    <message>
        <source>Open exam file…</source>
        <translation>開啟檢查檔…</translation>
    </message>
    <message>
        <source>Save exam file…</source>
        <translation>另存檢查檔…</translation>
    </message>
    <message>
        <source>Use a protocol file…</source>
        <translation>使用檢查流程檔…</translation>
    </message>
    <message>
        <source>Export report</source>
        <translation>匯出報告</translation>
    </message>
    <message>
        <source>Preview the report</source>
        <translation>預覽報告</translation>
    </message>
    <message>
        <source>About this clip</source>
        <translation>關於此影片</translation>
    </message>
    <message>
        <source>Copy the picture with its marks</source>
        <translation>複製含標記的影像</translation>
    </message>
    <message>
        <source>Save picture or cine…</source>
        <translation>儲存影像或動態影像…</translation>
    </message>
    <message>
        <source>Print the picture…</source>
        <translation>列印影像…</translation>
    </message>
    <message>
        <source>Filter the clips</source>
        <translation>篩選影片</translation>
    </message>
    <message>
        <source>Open the clip chosen in the list</source>
        <translation>開啟清單中選取的影片</translation>
    </message>
    <message>
        <source>Open the clip beside the picture</source>
        <translation>在影像旁開啟影片</translation>
    </message>
    <message>
        <source>De-identified copies…</source>
        <translation>去識別化副本…</translation>
    </message>
    <message>
        <source>Start page</source>
        <translation>起始頁</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>結束</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>復原</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Delete the selected shape</source>
        <translation>刪除選取的圖形</translation>
    </message>
    <message>
        <source>Play or freeze</source>
        <translation>播放或凍結</translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation>上一影格</translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation>下一影格</translation>
    </message>
    <message>
        <source>Ten frames back</source>
        <translation>倒退十影格</translation>
    </message>
    <message>
        <source>Ten frames on</source>
        <translation>前進十影格</translation>
    </message>
    <message>
        <source>First frame</source>
        <translation>第一影格</translation>
    </message>
    <message>
        <source>Last frame</source>
        <translation>最後影格</translation>
    </message>
    <message>
        <source>Play backwards</source>
        <translation>倒轉播放</translation>
    </message>
    <message>
        <source>Play slower</source>
        <translation>放慢播放</translation>
    </message>
    <message>
        <source>Play faster</source>
        <translation>加快播放</translation>
    </message>
    <message>
        <source>Play at the true rate</source>
        <translation>以實際速率播放</translation>
    </message>
    <message>
        <source>At the end: begin again</source>
        <translation>播到結尾：從頭播放</translation>
    </message>
    <message>
        <source>At the end: go back</source>
        <translation>播到結尾：往回播放</translation>
    </message>
    <message>
        <source>At the end: stop</source>
        <translation>播到結尾：停止</translation>
    </message>
    <message>
        <source>Next marked frame</source>
        <translation>下一個標記影格</translation>
    </message>
    <message>
        <source>Previous marked frame</source>
        <translation>上一個標記影格</translation>
    </message>
    <message>
        <source>Go to the list of shapes</source>
        <translation>前往圖形清單</translation>
    </message>
    <message>
        <source>Go to the list of frames</source>
        <translation>前往影格清單</translation>
    </message>
    <message>
        <source>Fold or unfold clips and shapes</source>
        <translation>收合或展開影片與圖形</translation>
    </message>
    <message>
        <source>Fold or unfold the panels</source>
        <translation>收合或展開面板</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全螢幕</translation>
    </message>
    <message>
        <source>One picture</source>
        <translation>一個影像</translation>
    </message>
    <message>
        <source>Two pictures</source>
        <translation>兩個影像</translation>
    </message>
    <message>
        <source>Four pictures</source>
        <translation>四個影像</translation>
    </message>
    <message>
        <source>Work on the next picture</source>
        <translation>切換到下一個影像</translation>
    </message>
    <message>
        <source>Keys to the next area</source>
        <translation>鍵盤移到下一區</translation>
    </message>
    <message>
        <source>Keys to the area before</source>
        <translation>鍵盤移到上一區</translation>
    </message>
    <message>
        <source>Hold this picture while the others play</source>
        <translation>停住此影像，其他繼續播放</translation>
    </message>
    <message>
        <source>Second picture in a window of its own</source>
        <translation>第二個影像使用獨立視窗</translation>
    </message>
    <message>
        <source>Play the pictures in step</source>
        <translation>同步播放影像</translation>
    </message>
    <message>
        <source>Zoom and move the pictures in step</source>
        <translation>同步縮放與平移影像</translation>
    </message>
    <message>
        <source>True size</source>
        <translation>實際大小</translation>
    </message>
    <message>
        <source>Fit the picture</source>
        <translation>符合視窗</translation>
    </message>
    <message>
        <source>One to one</source>
        <translation>原始大小</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>縮小</translation>
    </message>
    <message>
        <source>Rotate a quarter turn</source>
        <translation>旋轉 90 度</translation>
    </message>
    <message>
        <source>Flip left and right</source>
        <translation>左右翻轉</translation>
    </message>
    <message>
        <source>Flip up and down</source>
        <translation>上下翻轉</translation>
    </message>
    <message>
        <source>Show overlays of the file</source>
        <translation>顯示檔案疊加圖層</translation>
    </message>
    <message>
        <source>Caliper</source>
        <translation>測距</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>角度</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>橢圓</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>選取</translation>
    </message>
    <message>
        <source>Area by corners</source>
        <translation>頂點面積</translation>
    </message>
    <message>
        <source>Freehand area</source>
        <translation>手繪面積</translation>
    </message>
    <message>
        <source>Curved length</source>
        <translation>曲線長度</translation>
    </message>
    <message>
        <source>Angle of two lines</source>
        <translation>兩線夾角</translation>
    </message>
    <message>
        <source>Thickness between borders</source>
        <translation>邊界間厚度</translation>
    </message>
    <message>
        <source>Echo intensity</source>
        <translation>回音強度</translation>
    </message>
    <message>
        <source>Needle path</source>
        <translation>進針路徑</translation>
    </message>
    <message>
        <source>Point</source>
        <translation>點</translation>
    </message>
    <message>
        <source>Arrow</source>
        <translation>箭頭</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Body mark</source>
        <translation>身體標記</translation>
    </message>
    <message>
        <source>Time caliper</source>
        <translation>時間測量</translation>
    </message>
    <message>
        <source>Velocity caliper</source>
        <translation>速度測量</translation>
    </message>
    <message>
        <source>Calibrate by two points</source>
        <translation>兩點校正</translation>
    </message>
    <message>
        <source>Offer borders by image analysis</source>
        <translation>由影像分析提議邊界</translation>
    </message>
    <message>
        <source>Copy the selected shape</source>
        <translation>複製選取的圖形</translation>
    </message>
    <message>
        <source>Paste the shape on this frame</source>
        <translation>將圖形貼到此影格</translation>
    </message>
    <message>
        <source>Lock or unlock the selected shape</source>
        <translation>鎖定或解除鎖定選取的圖形</translation>
    </message>
    <message>
        <source>Hide the selected shape</source>
        <translation>隱藏選取的圖形</translation>
    </message>
    <message>
        <source>Show hidden shapes</source>
        <translation>顯示隱藏的圖形</translation>
    </message>
    <message>
        <source>Let the shape last from its frame to this one</source>
        <translation>讓圖形延續到此影格</translation>
    </message>
    <message>
        <source>Keep the shape on this frame alone</source>
        <translation>圖形只留在此影格</translation>
    </message>
    <message>
        <source>Set the point</source>
        <translation>設定點</translation>
    </message>
    <message>
        <source>Take the last point back</source>
        <translation>收回上一點</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save key image</source>
        <translation>儲存關鍵影像</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>下一步驟</translation>
    </message>
    <message>
        <source>Previous step</source>
        <translation>上一步驟</translation>
    </message>
    <message>
        <source>Pedal: next item</source>
        <translation>踏板：下一項</translation>
    </message>
    <message>
        <source>Pedal: answer or save this item</source>
        <translation>踏板：回答或儲存此項</translation>
    </message>
    <message>
        <source>Show steps</source>
        <translation>顯示步驟</translation>
    </message>
    <message>
        <source>Show complaints</source>
        <translation>顯示主訴</translation>
    </message>
    <message>
        <source>Show differential</source>
        <translation>顯示鑑別診斷</translation>
    </message>
    <message>
        <source>Show treatment</source>
        <translation>顯示治療</translation>
    </message>
    <message>
        <source>Show report</source>
        <translation>顯示報告</translation>
    </message>
    <message>
        <source>Examine the right side</source>
        <translation>檢查右側</translation>
    </message>
    <message>
        <source>Examine the left side</source>
        <translation>檢查左側</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>尋找指令</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按鍵</translation>
    </message>
    <message>
        <source>Change language</source>
        <translation>切換語言</translation>
    </message>
    <message>
        <source>About SonoStep</source>
        <translation>關於 SonoStep（超音階）</translation>
    </message>
    <message>
        <source>File</source>
        <translation>檔案</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>編輯</translation>
    </message>
    <message>
        <source>Cine</source>
        <translation>動態影像</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>影像</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>測量</translation>
    </message>
    <message>
        <source>Exam</source>
        <translation>檢查</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>說明</translation>
    </message>
</context>
<context>
    <name>AnnotationList</name>
    <message>
        <source>Shapes and measurements</source>
        <translation>圖形與測量</translation>
    </message>
</context>
<context>
    <name>Answer</name>
    <message>
        <source>Tested and normal: {who}, {when}</source>
        <translation>已檢查且正常：{who}，{when}</translation>
    </message>
    <message>
        <source>More: {question}</source>
        <translation>更多：{question}</translation>
    </message>
    <message>
        <source>Help, note, links, not assessed</source>
        <translation>說明、備註、連結、未評估</translation>
    </message>
    <message>
        <source>Choose: {question}</source>
        <translation>選擇：{question}</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>選擇…</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Final and read only. To change anything, begin an amendment in the report.</source>
        <translation>已定稿，僅供檢視。如需更改，請在報告中開始修訂。</translation>
    </message>
    <message>
        <source>Waits for its signature; take it back to draft to change it.</source>
        <translation>等待簽核；如需更改，請先退回草稿。</translation>
    </message>
    <message>
        <source>Amendment, version {number}: {reason}</source>
        <translation>修訂，第 {number} 版：{reason}</translation>
    </message>
</context>
<context>
    <name>Bearing</name>
    <message>
        <source>What the selected shape changes</source>
        <translation>所選圖形的影響</translation>
    </message>
    <message>
        <source>no condition so far</source>
        <translation>目前沒有任何病況</translation>
    </message>
    <message>
        <source>{names} and {count} more</source>
        <translation>{names}等，另有 {count} 項</translation>
    </message>
    <message>
        <source>What is selected bears on: {names}</source>
        <translation>所選項目影響：{names}</translation>
    </message>
</context>
<context>
    <name>BeforeSigning</name>
    <message numerus="yes">
        <source>%n required view(s) open</source>
        <translation>
            <numerusform>尚有 %n 個必要切面未完成</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stop-level red flag(s) without an answer</source>
        <translation>
            <numerusform>尚有 %n 項須立即處置的紅旗警訊未回答</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n target(s) at a level that is not proved</source>
        <translation>
            <numerusform>有 %n 個目標的節段未確認</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n clip(s) of another patient than the exam names</source>
        <translation>
            <numerusform>有 %n 段影片的病人與檢查不同</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BodyMap</name>
    <message>
        <source>Draw on the body map</source>
        <translation>在身體圖上畫</translation>
    </message>
    <message>
        <source>Press the route</source>
        <translation>點選路線</translation>
    </message>
    <message>
        <source>Draw the area</source>
        <translation>畫出範圍</translation>
    </message>
    <message>
        <source>Take last area back</source>
        <translation>收回上一個範圍</translation>
    </message>
    <message>
        <source>WHERE IT HURTS</source>
        <translation>痛在哪裡</translation>
    </message>
    <message>
        <source>Press the sites in the order the pain runs, or use arrows and Enter.</source>
        <translation>依疼痛走向的順序點選部位，或使用方向鍵與 Enter。</translation>
    </message>
    <message>
        <source>Draw around the area, or set corners with arrows and Enter.</source>
        <translation>圈出疼痛範圍，或用方向鍵與 Enter 設定頂點。</translation>
    </message>
    <message>
        <source>Body map</source>
        <translation>身體圖</translation>
    </message>
    <message>
        <source>Front</source>
        <translation>前面</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>背面</translation>
    </message>
</context>
<context>
    <name>Checklist</name>
    <message>
        <source>STOP. </source>
        <translation>須立即處置。</translation>
    </message>
    <message>
        <source>{step} (inserted)</source>
        <translation>{step}（插入）</translation>
    </message>
    <message>
        <source>side?</source>
        <translation>側別？</translation>
    </message>
    <message>
        <source>✓ done   ◐ begun   ○ open   ⊘ accounted for, not all seen   – nothing to do   ■ stop   ▣ views saved   ● questions answered</source>
        <translation>✓ 完成   ◐ 已開始   ○ 未做   ⊘ 已交代，未全部看到   – 無需執行   ■ 停止   ▣ 已存切面   ● 已答問題</translation>
    </message>
    <message>
        <source>not applicable</source>
        <translation>不適用</translation>
    </message>
    <message>
        <source>waits for the side</source>
        <translation>等待選擇側別</translation>
    </message>
    <message>
        <source>nothing to record</source>
        <translation>無須記錄</translation>
    </message>
    <message>
        <source>accounted for, not all seen</source>
        <translation>已交代，未全部看到</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>begun</source>
        <translation>進行中</translation>
    </message>
    <message>
        <source>open</source>
        <translation>未完成</translation>
    </message>
</context>
<context>
    <name>Checks</name>
    <message>
        <source>TO LOOK AT AGAIN</source>
        <translation>請再確認</translation>
    </message>
    <message>
        <source>Nothing that the program checks for.</source>
        <translation>程式所檢查的項目中，沒有需要再確認者。</translation>
    </message>
</context>
<context>
    <name>ClipDetails</name>
    <message>
        <source>About this clip</source>
        <translation>關於此影片</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>影片</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>病人</translation>
    </message>
    <message>
        <source>Patient ID</source>
        <translation>病歷號</translation>
    </message>
    <message>
        <source>Date of birth</source>
        <translation>出生日期</translation>
    </message>
    <message>
        <source>Age as stored</source>
        <translation>檔案所載年齡</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>身高</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>體重</translation>
    </message>
    <message>
        <source>Body mass index</source>
        <translation>身體質量指數</translation>
    </message>
    <message>
        <source>Referrer</source>
        <translation>轉介醫師</translation>
    </message>
    <message>
        <source>Performing physician</source>
        <translation>執行醫師</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>操作者</translation>
    </message>
    <message>
        <source>Reason for the exam</source>
        <translation>檢查原因</translation>
    </message>
    <message>
        <source>Study</source>
        <translation>檢查</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>序列</translation>
    </message>
    <message>
        <source>Acquired</source>
        <translation>取得時間</translation>
    </message>
    <message>
        <source>Institution</source>
        <translation>機構</translation>
    </message>
    <message>
        <source>Body part</source>
        <translation>部位</translation>
    </message>
    <message>
        <source>Side as stored</source>
        <translation>檔案所載側別</translation>
    </message>
    <message>
        <source>Scanner</source>
        <translation>超音波儀</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>探頭</translation>
    </message>
    <message>
        <source>Frequency</source>
        <translation>頻率</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>Notes on the file</source>
        <translation>關於檔案的說明</translation>
    </message>
    <message>
        <source>{frames} of {columns} × {rows}</source>
        <translation>{frames} 個，{columns} × {rows}</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>影格</translation>
    </message>
    <message>
        <source>Frames per second</source>
        <translation>每秒影格數</translation>
    </message>
    <message>
        <source>Compression</source>
        <translation>壓縮方式</translation>
    </message>
    <message>
        <source>Orientation</source>
        <translation>方位</translation>
    </message>
    <message>
        <source>left</source>
        <translation>左側</translation>
    </message>
    <message>
        <source>right</source>
        <translation>右側</translation>
    </message>
    <message>
        <source>back</source>
        <translation>背側</translation>
    </message>
    <message>
        <source>front</source>
        <translation>腹側</translation>
    </message>
    <message>
        <source>head</source>
        <translation>頭側</translation>
    </message>
    <message>
        <source>foot</source>
        <translation>足側</translation>
    </message>
    <message>
        <source>Rows along ({row}), columns along ({column}), in the volume&apos;s own axes</source>
        <translation>列方向（{row}），行方向（{column}），以容積本身的座標軸表示</translation>
    </message>
    <message>
        <source>To the right of the picture: the patient&apos;s {right}. Down: {down}.</source>
        <translation>影像右方：病人的{right}。下方：{down}。</translation>
    </message>
    <message>
        <source> and </source>
        <translation>與</translation>
    </message>
</context>
<context>
    <name>Clips</name>
    <message>
        <source>Filter clips</source>
        <translation>篩選影片</translation>
    </message>
    <message>
        <source>Not filed yet</source>
        <translation>尚未歸入切面</translation>
    </message>
    <message>
        <source>Only clips of which no view was saved; ✓ stands before each view that was.</source>
        <translation>只列出尚未儲存切面的影片；已儲存的切面前有 ✓。</translation>
    </message>
    <message>
        <source>No clip fits.</source>
        <translation>沒有符合的影片。</translation>
    </message>
    <message>
        <source>filed</source>
        <translation>已歸檔</translation>
    </message>
</context>
<context>
    <name>Complaints</name>
    <message>
        <source>Complaint {label}</source>
        <translation>主訴 {label}</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Which side hurts?</source>
        <translation>痛在哪一側？</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>疼痛分數</translation>
    </message>
    <message>
        <source>SCORE (0 no pain, 10 worst)</source>
        <translation>疼痛分數（0 不痛，10 最痛）</translation>
    </message>
    <message>
        <source>Take last back</source>
        <translation>收回最後一項</translation>
    </message>
    <message>
        <source>ROUTE, in the order the pain runs</source>
        <translation>痛的路線（依疼痛走向點選）</translation>
    </message>
    <message>
        <source>Each press goes on: ✓ yes, × no, ? unclear, not asked.</source>
        <translation>每按一次依序切換：✓ 有、× 無、？不確定、未問。</translation>
    </message>
    <message>
        <source>Right button or menu key: × no at once.</source>
        <translation>按右鍵或選單鍵：直接記為 × 無。</translation>
    </message>
    <message>
        <source>Since when</source>
        <translation>何時開始</translation>
    </message>
    <message>
        <source>In the patient&apos;s words</source>
        <translation>病人的描述</translation>
    </message>
    <message>
        <source>Describe each pain separately, on its own card with route, timing and score.</source>
        <translation>把痛「拆開來」：每一種痛一張卡，各有自己的路線、時機與分數。</translation>
    </message>
    <message>
        <source>Add complaint {label}</source>
        <translation>新增主訴 {label}</translation>
    </message>
</context>
<context>
    <name>Differential</name>
    <message>
        <source>Nothing has been weighed yet.</source>
        <translation>尚未進行權衡。</translation>
    </message>
    <message>
        <source>Possible serious condition</source>
        <translation>可能有嚴重疾病</translation>
    </message>
    <message>
        <source>RED FLAGS</source>
        <translation>紅旗警訊</translation>
    </message>
    <message>
        <source>stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>look again</source>
        <translation>再次確認</translation>
    </message>
    <message>
        <source>The differential is suspended: do what stands here first.</source>
        <translation>鑑別已暫停：請先處理下列事項。</translation>
    </message>
    <message>
        <source>{count} conditions are withheld while the stop stands.</source>
        <translation>警訊未解除期間，{count} 項病況暫不顯示。</translation>
    </message>
    <message>
        <source>Let all weigh again</source>
        <translation>全部恢復衡量</translation>
    </message>
    <message>
        <source>No condition explains this pain so far.</source>
        <translation>目前沒有任何診斷能解釋這種痛。</translation>
    </message>
    <message>
        <source>Enter the complaints to weigh what could explain each of them.</source>
        <translation>請先輸入主訴，再權衡各自可能的原因。</translation>
    </message>
    <message>
        <source>Not weighed: complaint {labels}</source>
        <translation>未權衡：主訴 {labels}</translation>
    </message>
    <message>
        <source>Complaint {label}</source>
        <translation>主訴 {label}</translation>
    </message>
    <message>
        <source>Not separated within the confidence intervals: {names}</source>
        <translation>信賴區間內無法區分：{names}</translation>
    </message>
    <message>
        <source>WHAT WOULD CHANGE THE SUMMARY MOST</source>
        <translation>最能改變判斷的下一步</translation>
    </message>
    <message>
        <source>under a minute</source>
        <translation>不到 1 分鐘</translation>
    </message>
    <message>
        <source>{label}: {what}</source>
        <translation>{label}：{what}</translation>
    </message>
    <message>
        <source>Clinical setting: {text}</source>
        <translation>臨床情境：{text}</translation>
    </message>
    <message>
        <source>Knowledge base {id} {version}, {hash}</source>
        <translation>知識庫 {id} {version}，{hash}</translation>
    </message>
    <message>
        <source>With this clinic&apos;s own knowledge: {names}</source>
        <translation>含本診所自有知識：{names}</translation>
    </message>
    <message>
        <source>FOR</source>
        <translation>支持</translation>
    </message>
    <message>
        <source>AGAINST</source>
        <translation>反對</translation>
    </message>
    <message>
        <source>PAUSED</source>
        <translation>已暫停</translation>
    </message>
    <message>
        <source>NO EFFECT</source>
        <translation>無影響</translation>
    </message>
    <message>
        <source>NOT ASSESSED</source>
        <translation>未評估</translation>
    </message>
    <message>
        <source>context: counts only beside what carries</source>
        <translation>背景資料：僅在有實質支持項目時計入</translation>
    </message>
    <message>
        <source>many have it without pain: counts only once the rest supports it</source>
        <translation>許多無痛者亦有此所見：僅在其餘項目已支持時計入</translation>
    </message>
    <message>
        <source>Uncertainty: {low} to {high}</source>
        <translation>不確定範圍：{low}至{high}</translation>
    </message>
    <message>
        <source>Reasons: {name}</source>
        <translation>理由：{name}</translation>
    </message>
    <message>
        <source>{plus} for, {minus} against, {open} not assessed</source>
        <translation>支持 {plus} 項、反對 {minus} 項、未評估 {open} 項</translation>
    </message>
    <message>
        <source>Hide reasons ▲</source>
        <translation>隱藏理由 ▲</translation>
    </message>
    <message>
        <source>Show reasons ▼</source>
        <translation>顯示理由 ▼</translation>
    </message>
    <message>
        <source>Prior: {text}</source>
        <translation>事前機率：{text}</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>恢復</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暫停</translation>
    </message>
    <message>
        <source>another item of its group counts</source>
        <translation>同組已有另一項計入</translation>
    </message>
    <message>
        <source>WHAT EXPLAINS WHICH COMPLAINT</source>
        <translation>各主訴的可能解釋</translation>
    </message>
    <message>
        <source>{label}: undetermined</source>
        <translation>{label}：未定</translation>
    </message>
</context>
<context>
    <name>DifferentialPanel</name>
    <message numerus="yes">
        <source>What if: %n finding(s) paused and not weighed below.</source>
        <translation>
            <numerusform>假設情境：已暫停 %n 項檢查所見，以下不予衡量。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n that nothing speaks for</source>
        <translation>
            <numerusform>%n 項無支持證據</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n condition(s) not assessable yet</source>
        <translation>
            <numerusform>%n 項診斷目前無法評估</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n minute(s)</source>
        <translation>
            <numerusform>約 %n 分鐘</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DisplayBar</name>
    <message>
        <source>Gain</source>
        <translation>增益</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>對比</translation>
    </message>
    <message>
        <source>Gamma</source>
        <translation>Gamma</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>反相</translation>
    </message>
    <message>
        <source>Local contrast</source>
        <translation>局部對比</translation>
    </message>
    <message>
        <source>Less speckle</source>
        <translation>減少斑點</translation>
    </message>
    <message>
        <source>Overlays of the file</source>
        <translation>檔案疊加圖層</translation>
    </message>
    <message>
        <source>As stored</source>
        <translation>原始影像</translation>
    </message>
    <message>
        <source>Display only, never measured on</source>
        <translation>僅供顯示，不用於測量</translation>
    </message>
</context>
<context>
    <name>ExamView</name>
    <message>
        <source>Steps</source>
        <translation>步驟</translation>
    </message>
    <message>
        <source>Complaints</source>
        <translation>主訴</translation>
    </message>
    <message>
        <source>Differential</source>
        <translation>鑑別診斷</translation>
    </message>
    <message>
        <source>Treatment</source>
        <translation>治療</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>報告</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>面板</translation>
    </message>
    <message>
        <source>Shapes</source>
        <translation>圖形</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>影格</translation>
    </message>
    <message>
        <source>Shapes and frames</source>
        <translation>圖形與影格</translation>
    </message>
</context>
<context>
    <name>ExcuseAll</name>
    <message numerus="yes">
        <source>Skip all %n open view(s) with one reason…</source>
        <translation>
            <numerusform>以同一理由略過全部 %n 個未完成切面…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Skip all %n…</source>
        <translation>
            <numerusform>全部略過（%n）…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>FHIR for Europe</source>
        <translation>FHIR（歐洲）</translation>
    </message>
    <message>
        <source>FHIR for Taiwan</source>
        <translation>FHIR（臺灣）</translation>
    </message>
    <message>
        <source>Patient&apos;s handout</source>
        <translation>病人衛教單</translation>
    </message>
    <message>
        <source>Key images</source>
        <translation>關鍵影像</translation>
    </message>
    <message>
        <source>DICOM presentation states</source>
        <translation>DICOM 呈現狀態</translation>
    </message>
    <message>
        <source>PDF in DICOM</source>
        <translation>DICOM 封裝 PDF</translation>
    </message>
    <message>
        <source>Clips as DICOM</source>
        <translation>影片（DICOM）</translation>
    </message>
    <message>
        <source>Use a new folder</source>
        <translation>使用新資料夾</translation>
    </message>
    <message>
        <source>Replace what is there</source>
        <translation>取代原有檔案</translation>
    </message>
    <message>
        <source>EXPORT</source>
        <translation>匯出</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>資料夾</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>選擇…</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>選擇資料夾</translation>
    </message>
    <message>
        <source>Export report</source>
        <translation>匯出報告</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>開啟資料夾</translation>
    </message>
    <message>
        <source>Final: the sealed files are written, byte for byte.</source>
        <translation>已定稿：將原樣寫出封存的檔案。</translation>
    </message>
    <message>
        <source>Language of the report</source>
        <translation>報告語言</translation>
    </message>
    <message>
        <source>Both languages</source>
        <translation>雙語</translation>
    </message>
    <message>
        <source>Exporting the report</source>
        <translation>正在匯出報告</translation>
    </message>
    <message>
        <source>Written: {names}</source>
        <translation>已寫入：{names}</translation>
    </message>
</context>
<context>
    <name>ExtraViews</name>
    <message numerus="yes">
        <source>%n key image(s)</source>
        <translation>
            <numerusform>%n 張關鍵影像</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) beside the protocol</source>
        <translation>
            <numerusform>%n 張流程外影像</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Flags</name>
    <message>
        <source>Why the stop is lifted; the flag stays present and is printed.</source>
        <translation>解除停止的理由；紅旗仍記為存在，並會列印於報告。</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Physician</source>
        <translation>醫師</translation>
    </message>
    <message>
        <source>Override this stop</source>
        <translation>解除此停止</translation>
    </message>
    <message>
        <source>● {flag} ({word})</source>
        <translation>● {flag}（{word}）</translation>
    </message>
    <message>
        <source>Lifted by {physician} at {time}: {reason}</source>
        <translation>由 {physician} 於 {time} 解除：{reason}</translation>
    </message>
    <message>
        <source>Reinstate the stop</source>
        <translation>恢復此停止</translation>
    </message>
    <message>
        <source>Override this stop with a reason</source>
        <translation>附理由解除此停止</translation>
    </message>
    <message>
        <source>Asked and cannot be told; not told is not absent:</source>
        <translation>已詢問但無法判定；無法判定不等於沒有：</translation>
    </message>
</context>
<context>
    <name>FollowUp</name>
    <message>
        <source>more than the published error</source>
        <translation>超過已發表誤差</translation>
    </message>
    <message>
        <source>within the published error</source>
        <translation>在已發表誤差內</translation>
    </message>
    <message>
        <source>not interpretable</source>
        <translation>無法判讀</translation>
    </message>
    <message>
        <source>COMPARED WITH AN EARLIER VISIT</source>
        <translation>與前次檢查比較</translation>
    </message>
    <message>
        <source>Earlier visit</source>
        <translation>前次檢查</translation>
    </message>
    <message>
        <source>None</source>
        <translation>無</translation>
    </message>
    <message>
        <source>Name the earlier visit to see what has changed since.</source>
        <translation>指定前次檢查，即可檢視變化。</translation>
    </message>
    <message>
        <source>Reading the earlier visit…</source>
        <translation>正在讀取前次檢查…</translation>
    </message>
    <message>
        <source>Nothing stands in both visits yet.</source>
        <translation>兩次檢查尚無共同項目。</translation>
    </message>
    <message>
        <source>no number</source>
        <translation>無數值</translation>
    </message>
</context>
<context>
    <name>Guidance</name>
    <message>
        <source>Position</source>
        <translation>擺位</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>探頭</translation>
    </message>
    <message>
        <source>How to get the view</source>
        <translation>如何取得切面</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>正常表現</translation>
    </message>
    <message>
        <source>Pathology</source>
        <translation>病理表現</translation>
    </message>
    <message>
        <source>Pitfalls</source>
        <translation>陷阱</translation>
    </message>
    <message>
        <source>Limits of the method</source>
        <translation>此方法的限制</translation>
    </message>
    <message>
        <source>Guidance of this step</source>
        <translation>此步驟的指引</translation>
    </message>
    <message>
        <source>Guide ▲</source>
        <translation>指引 ▲</translation>
    </message>
    <message>
        <source>Guide ▼</source>
        <translation>指引 ▼</translation>
    </message>
    <message>
        <source>Probe placement: {step}</source>
        <translation>探頭擺放：{step}</translation>
    </message>
    <message>
        <source>Body mark: {step}</source>
        <translation>身體標記：{step}</translation>
    </message>
    <message>
        <source>Sources: {ids}</source>
        <translation>來源：{ids}</translation>
    </message>
    <message>
        <source>Normal, synthetic</source>
        <translation>正常（合成影像）</translation>
    </message>
    <message>
        <source>Pathology, synthetic</source>
        <translation>病變（合成影像）</translation>
    </message>
    <message>
        <source>Drawing the reference pictures…</source>
        <translation>正在繪製參考影像…</translation>
    </message>
    <message>
        <source>Reference picture: {view}</source>
        <translation>參考影像：{view}</translation>
    </message>
</context>
<context>
    <name>Hints</name>
    <message>
        <source>What the keys do now</source>
        <translation>目前按鍵的功能</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation>復原</translation>
    </message>
    <message>
        <source>Decision support for qualified physicians. Not a diagnosis. Not a substitute for clinical judgement, imaging or referral.</source>
        <translation>供合格醫師參考的決策輔助工具，並非診斷，不能取代臨床判斷、影像檢查或轉診。</translation>
    </message>
    <message>
        <source>Decision support. Not a diagnosis.</source>
        <translation>決策輔助，非診斷。</translation>
    </message>
    <message>
        <source>Space play · S save · N next · P back · C caliper · Ctrl+K find</source>
        <translation>空白鍵 播放 · S 儲存 · N 下一步 · P 上一步 · C 測距 · Ctrl+K 尋找</translation>
    </message>
    <message>
        <source>Ctrl+O open · Ctrl+K find a command · F1 keys</source>
        <translation>Ctrl+O 開啟 · Ctrl+K 尋找指令 · F1 按鍵</translation>
    </message>
</context>
<context>
    <name>Images</name>
    <message>
        <source>Key images in the report</source>
        <translation>報告中的關鍵影像</translation>
    </message>
    <message>
        <source>Caption of the chosen image</source>
        <translation>所選影像的說明</translation>
    </message>
    <message>
        <source>Caption, in your own words</source>
        <translation>影像說明，以您自己的文字</translation>
    </message>
    <message>
        <source>None yet: save one with S, or drag a clip here.</source>
        <translation>尚無影像：按 S 儲存，或將影片拖曳到此處。</translation>
    </message>
    <message>
        <source>KEY IMAGES IN THE REPORT</source>
        <translation>報告中的關鍵影像</translation>
    </message>
    <message>
        <source>Drag to reorder, or Alt+↑ and Alt+↓. Drag a clip in to add its frame.</source>
        <translation>拖曳可調整順序，或按 Alt+↑、Alt+↓。將影片拖曳進來可加入其影像。</translation>
    </message>
    <message>
        <source>Earlier in the report</source>
        <translation>移到前面</translation>
    </message>
    <message>
        <source>Later in the report</source>
        <translation>移到後面</translation>
    </message>
    <message>
        <source>Go to frame</source>
        <translation>前往該影格</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Add the frame in view</source>
        <translation>加入目前的影格</translation>
    </message>
    <message>
        <source>frame {frame}</source>
        <translation>影格 {frame}</translation>
    </message>
    <message>
        <source>no caption</source>
        <translation>無說明文字</translation>
    </message>
</context>
<context>
    <name>KeyMap</name>
    <message>
        <source>Keys</source>
        <translation>按鍵</translation>
    </message>
    <message>
        <source>What</source>
        <translation>功能</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>選單</translation>
    </message>
</context>
<context>
    <name>Leaving</name>
    <message>
        <source>De-identified copies</source>
        <translation>去識別化副本</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>加入檔案…</translation>
    </message>
    <message>
        <source>Copies without names, for teaching, research or a second opinion. The originals stay as they are; a copy leaves once you have looked at it.</source>
        <translation>不含姓名的副本，供教學、研究或徵詢第二意見。原始檔案維持不變；每份副本經您檢視後才會匯出。</translation>
    </message>
    <message>
        <source>Add files</source>
        <translation>加入檔案</translation>
    </message>
    <message>
        <source>Looking through all frames</source>
        <translation>正在檢視所有影格</translation>
    </message>
    <message>
        <source>Choose a new folder</source>
        <translation>選擇新的資料夾</translation>
    </message>
    <message>
        <source>Writing de-identified copies</source>
        <translation>正在寫入去識別化副本</translation>
    </message>
    <message>
        <source>Cancelled: nothing was written.</source>
        <translation>已取消：未寫入任何檔案。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>No date leaves, as the basic profile says.</source>
        <translation>依基本規範，不匯出任何日期。</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>All dates of a patient go back by one hidden number of days; intervals stay.</source>
        <translation>同一病人的所有日期往前平移相同的隱藏天數；間隔不變。</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Dates leave as they are. They can help to recognise somebody.</source>
        <translation>日期照原樣匯出，可能有助於辨識個人。</translation>
    </message>
    <message>
        <source>New folder for the copies</source>
        <translation>副本的新資料夾</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>選擇…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>DATES</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Dates</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>UIDs are mapped, alike in all copies of this run.</source>
        <translation>UID 會重新對應，本次所有副本一致。</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>新資料夾</translation>
    </message>
    <message>
        <source>Write {count} of {all}</source>
        <translation>寫入 {count}／{all}</translation>
    </message>
    <message>
        <source>Clips to look at</source>
        <translation>待檢視的影像</translation>
    </message>
    <message>
        <source>× not exported</source>
        <translation>× 不匯出</translation>
    </message>
    <message>
        <source>✓ leaves, its words replaced</source>
        <translation>✓ 匯出，文字已取代</translation>
    </message>
    <message>
        <source>× cannot leave</source>
        <translation>× 無法匯出</translation>
    </message>
    <message>
        <source>✓ confirmed</source>
        <translation>✓ 已確認</translation>
    </message>
    <message>
        <source>○ needs a keep-box</source>
        <translation>○ 需要保留框</translation>
    </message>
    <message>
        <source>○ to be looked at</source>
        <translation>○ 待檢視</translation>
    </message>
    <message>
        <source>The picture as it will leave</source>
        <translation>將匯出的影像</translation>
    </message>
    <message>
        <source>All frames at once</source>
        <translation>所有影格合成</translation>
    </message>
    <message>
        <source>What stands still</source>
        <translation>靜止部分</translation>
    </message>
    <message>
        <source>One by one</source>
        <translation>逐格</translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation>顯示內容</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>影格</translation>
    </message>
    <message>
        <source>Blank a box</source>
        <translation>遮蔽框</translation>
    </message>
    <message>
        <source>Keep a box</source>
        <translation>保留框</translation>
    </message>
    <message>
        <source>What a box does</source>
        <translation>框的作用</translation>
    </message>
    <message>
        <source>Add a box</source>
        <translation>新增框</translation>
    </message>
    <message>
        <source>Remove the box</source>
        <translation>移除框</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>復原</translation>
    </message>
    <message>
        <source>Same boxes on all of this size</source>
        <translation>套用到相同大小的所有影像</translation>
    </message>
    <message>
        <source>Drag to draw. Keys: N new box, arrows move it (Shift: ten), Ctrl+arrows size it, PgDn next box, Delete removes.</source>
        <translation>拖曳即可畫框。按鍵：N 新增框，方向鍵移動（Shift：十像素），Ctrl＋方向鍵調整大小，PgDn 下一個框，Delete 移除。</translation>
    </message>
    <message>
        <source>Leave it behind</source>
        <translation>不匯出此項</translation>
    </message>
    <message>
        <source>I looked: it names nobody</source>
        <translation>已檢視：無任何人的姓名</translation>
    </message>
    <message>
        <source>{number} of {count}: {title}</source>
        <translation>第 {number} 項，共 {count} 項：{title}</translation>
    </message>
    <message>
        <source>A report or document: all that it says is replaced.</source>
        <translation>報告或文件：其中所有內容都會被取代。</translation>
    </message>
    <message>
        <source>Frames: {frames}. The file names no region: only the keep-box leaves.</source>
        <translation>影格數：{frames}。檔案未說明影像範圍：只匯出保留框內的部分。</translation>
    </message>
    <message>
        <source>Frames: {frames}. All outside the file&apos;s regions is black.</source>
        <translation>影格數：{frames}。檔案所述範圍以外皆為黑色。</translation>
    </message>
    <message>
        <source>Nothing to look at</source>
        <translation>沒有可檢視的影像</translation>
    </message>
    <message>
        <source>Draw a box around the ultrasound picture: only what is inside leaves.</source>
        <translation>請在超音波影像周圍畫框：只匯出框內的部分。</translation>
    </message>
    <message>
        <source>attributes removed</source>
        <translation>個屬性已移除</translation>
    </message>
    <message>
        <source>attributes emptied</source>
        <translation>個屬性已清空</translation>
    </message>
    <message>
        <source>attributes replaced</source>
        <translation>個屬性已取代</translation>
    </message>
    <message>
        <source>UIDs mapped</source>
        <translation>個 UID 已對應</translation>
    </message>
    <message>
        <source>private attributes dropped</source>
        <translation>個私有屬性已刪除</translation>
    </message>
    <message>
        <source>unknown attributes dropped</source>
        <translation>個未知屬性已刪除</translation>
    </message>
    <message>
        <source>texts emptied that named somebody elsewhere</source>
        <translation>處其他含姓名的文字已清空</translation>
    </message>
    <message>
        <source>dates shifted</source>
        <translation>個日期已平移</translation>
    </message>
    <message>
        <source>dates kept</source>
        <translation>個日期已保留</translation>
    </message>
    <message>
        <source>{gone} of {all} written</source>
        <translation>已寫入 {gone}／{all}</translation>
    </message>
    <message>
        <source>Back to the pictures</source>
        <translation>回到影像</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>開啟資料夾</translation>
    </message>
    <message>
        <source>deidentified.json says what was done, without a name.</source>
        <translation>deidentified.json 記錄處理內容，不含姓名。</translation>
    </message>
    <message>
        <source>WHAT WAS TAKEN OUT</source>
        <translation>已去除的內容</translation>
    </message>
    <message>
        <source>Sound, subtitles and container data of videos and stills</source>
        <translation>影片與圖片的聲音、字幕與容器資料</translation>
    </message>
    <message>
        <source>Everything in the pictures outside regions and keep-boxes</source>
        <translation>影像中範圍與保留框以外的所有內容</translation>
    </message>
    <message>
        <source>WHAT STAYED BEHIND</source>
        <translation>未匯出的項目</translation>
    </message>
</context>
<context>
    <name>Levels</name>
    <message>
        <source>Which levels? Only these are asked of.</source>
        <translation>哪些節段？只詢問所選節段。</translation>
    </message>
    <message>
        <source>Level {level}</source>
        <translation>節段 {level}</translation>
    </message>
</context>
<context>
    <name>Links</name>
    <message>
        <source>Tie to this frame</source>
        <translation>連結此影格</translation>
    </message>
    <message>
        <source>What it changes</source>
        <translation>影響哪些判斷</translation>
    </message>
    <message>
        <source>Frame {number}</source>
        <translation>第 {number} 影格</translation>
    </message>
    <message>
        <source>Show {what}</source>
        <translation>顯示{what}</translation>
    </message>
    <message>
        <source>⚠ Its measurement was removed</source>
        <translation>⚠ 對應的測量已移除</translation>
    </message>
</context>
<context>
    <name>Needle</name>
    <message>
        <source>Entry to target</source>
        <translation>進針點至目標</translation>
    </message>
    <message>
        <source>Angle to the skin</source>
        <translation>與皮膚夾角</translation>
    </message>
    <message>
        <source>Depth of the target</source>
        <translation>目標深度</translation>
    </message>
    <message>
        <source>Draw the needle path</source>
        <translation>畫出進針路徑</translation>
    </message>
    <message>
        <source>NEEDLE PATH</source>
        <translation>進針路徑</translation>
    </message>
    <message>
        <source>{what}: {value}</source>
        <translation>{what}：{value}</translation>
    </message>
</context>
<context>
    <name>NormalGroup</name>
    <message>
        <source>{group}: tested and normal…</source>
        <translation>{group}：已檢查且正常…</translation>
    </message>
    <message>
        <source>Who tested</source>
        <translation>檢查者</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>先不要</translation>
    </message>
    <message>
        <source>Record {count} as tested and normal</source>
        <translation>將 {count} 項記錄為已檢查且正常</translation>
    </message>
    <message>
        <source>Record {count} as tested and normal · both sides</source>
        <translation>將 {count} 項記錄為已檢查且正常 · 兩側</translation>
    </message>
    <message>
        <source>Each test is recorded by itself as examined and normal, with who and when. Answers that are there stay; any can be taken back.</source>
        <translation>每項檢查各自記錄為已檢查且正常，並註明檢查者與時間。已有的答案保持不變；任何一項都可收回。</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Copy</source>
        <translation>複製</translation>
    </message>
    <message>
        <source>Copy this message</source>
        <translation>複製此訊息</translation>
    </message>
    <message>
        <source>Dismiss this message</source>
        <translation>關閉此訊息</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancel this work</source>
        <translation>取消此工作</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Open to work on it</source>
        <translation>開啟以編輯</translation>
    </message>
    <message>
        <source>Save again</source>
        <translation>再次儲存</translation>
    </message>
    <message>
        <source>{count} clips are not known to be of this patient. Each is asked about.</source>
        <translation>有 {count} 段影片無法確定屬於此病人，請逐一確認。</translation>
    </message>
    <message>
        <source>Leave all of them out</source>
        <translation>全部不加入</translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message>
        <source>Open files</source>
        <translation>開啟檔案</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>開啟資料夾</translation>
    </message>
    <message>
        <source>Open exam file</source>
        <translation>開啟檢查檔</translation>
    </message>
    <message>
        <source>Save exam file</source>
        <translation>另存檢查檔</translation>
    </message>
    <message>
        <source>Use a protocol file</source>
        <translation>使用檢查流程檔</translation>
    </message>
    <message>
        <source>Making the sample exam</source>
        <translation>正在產生範例檢查</translation>
    </message>
    <message>
        <source>Looking at files</source>
        <translation>正在讀取檔案</translation>
    </message>
</context>
<context>
    <name>Override</name>
    <message>
        <source>{level} is not proved, so it is no target. Verify it where levels are counted, or say why it is used all the same; the report prints the reason.</source>
        <translation>{level} 尚未確認，不得作為目標。請於計數節段的步驟確認，或說明仍要使用的理由；報告會列印此理由。</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Use it as a target</source>
        <translation>仍作為目標</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>不使用</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Find a command</source>
        <translation>尋找指令</translation>
    </message>
    <message>
        <source>Type a few letters</source>
        <translation>輸入幾個字</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>指令</translation>
    </message>
</context>
<context>
    <name>Patterns</name>
    <message>
        <source>A pain&apos;s letter stands where it fits; what was not asked shows nothing.</source>
        <translation>符合處標示該疼痛的代號；未詢問者不標示。</translation>
    </message>
</context>
<context>
    <name>Pedal</name>
    <message>
        <source>Type the number: the pedal records none.</source>
        <translation>請輸入數字：踏板不會記錄數值。</translation>
    </message>
    <message>
        <source>Tread once more to record a STOP: present.</source>
        <translation>再踩一次將記錄須立即處置的警訊：有。</translation>
    </message>
</context>
<context>
    <name>Pictures</name>
    <message>
        <source>The picture and its marks are on the clipboard, without the patient&apos;s name.</source>
        <translation>影像與標記已複製到剪貼簿，不含病人姓名。</translation>
    </message>
    <message>
        <source>Save picture or cine</source>
        <translation>儲存影像或動態影像</translation>
    </message>
    <message>
        <source>Writing the pictures</source>
        <translation>正在寫入影像</translation>
    </message>
    <message>
        <source>Written: {file}, in {folder}.</source>
        <translation>已寫入：{file}，位於 {folder}。</translation>
    </message>
    <message>
        <source>Print the picture</source>
        <translation>列印影像</translation>
    </message>
    <message>
        <source>With shapes, names and values</source>
        <translation>包含圖形、名稱與數值</translation>
    </message>
    <message>
        <source>With the patient&apos;s name, ID, birth date and day</source>
        <translation>包含病人姓名、病歷號、出生日期與檢查日期</translation>
    </message>
    <message>
        <source>I looked at these frames: no name stands in the picture</source>
        <translation>我已查看這些影格：影像中沒有姓名</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>儲存…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>This frame as a picture (PNG)</source>
        <translation>此影格存成圖片（PNG）</translation>
    </message>
    <message>
        <source>The cine as a film (MP4)</source>
        <translation>動態影像存成影片（MP4）</translation>
    </message>
    <message>
        <source>The cine as a moving picture (GIF)</source>
        <translation>動態影像存成動畫（GIF）</translation>
    </message>
    <message>
        <source>The cine for an archive (DICOM Secondary Capture)</source>
        <translation>動態影像供影像庫存檔（DICOM Secondary Capture）</translation>
    </message>
    <message>
        <source>First frame</source>
        <translation>第一影格</translation>
    </message>
    <message>
        <source>Last frame</source>
        <translation>最後影格</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>影格</translation>
    </message>
    <message>
        <source>Pixels stay as they are; the name stands above them.</source>
        <translation>影像像素不變，姓名列在上方。</translation>
    </message>
    <message>
        <source>Pixels stay as they are, without a name.</source>
        <translation>影像像素不變，不加姓名。</translation>
    </message>
    <message>
        <source>What the machine wrote around the ultrasound picture is made black.</source>
        <translation>機器寫在超音波影像周圍的內容會塗黑。</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>Preview of the report</source>
        <translation>報告預覽</translation>
    </message>
    <message>
        <source>Pages of the report</source>
        <translation>報告頁面</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>縮小</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Fit the width</source>
        <translation>符合寬度</translation>
    </message>
    <message>
        <source>{pages} pages, as they would be exported now</source>
        <translation>{pages} 頁，與目前匯出的內容相同</translation>
    </message>
    <message>
        <source>{pages} pages, set anew; the sealed file is what is exported</source>
        <translation>共 {pages} 頁，依檢查內容重新排版；匯出的是封存的檔案</translation>
    </message>
    <message>
        <source>Setting the pages</source>
        <translation>正在排版</translation>
    </message>
</context>
<context>
    <name>Protocols</name>
    <message>
        <source>+ Protocol</source>
        <translation>+ 檢查流程</translation>
    </message>
    <message>
        <source>Take one more protocol into use</source>
        <translation>再加入一個檢查流程</translation>
    </message>
    <message>
        <source>Suspend</source>
        <translation>擱置</translation>
    </message>
    <message>
        <source>Suspend the exam; it is kept and can be resumed</source>
        <translation>擱置檢查；內容會保存，可日後繼續</translation>
    </message>
</context>
<context>
    <name>Questions</name>
    <message>
        <source>The complaint it speaks to:</source>
        <translation>與哪一個主訴有關：</translation>
    </message>
    <message>
        <source>None of them</source>
        <translation>都不是</translation>
    </message>
    <message>
        <source>+ A new pain</source>
        <translation>+ 新的疼痛</translation>
    </message>
    <message>
        <source>Complaint {label}</source>
        <translation>主訴 {label}</translation>
    </message>
    <message>
        <source>Not measured? A note that says why is enough.</source>
        <translation>未測量？寫一則備註說明原因即可。</translation>
    </message>
    <message>
        <source>Further findings ({count})</source>
        <translation>其他所見（{count}）</translation>
    </message>
    <message>
        <source>Tested and normal:</source>
        <translation>已檢查且正常：</translation>
    </message>
    <message>
        <source>The signs of the keys: {signs}</source>
        <translation>按鍵的符號：{signs}</translation>
    </message>
    <message>
        <source>Asked all: mark the rest absent</source>
        <translation>皆已詢問：其餘標為無</translation>
    </message>
    <message>
        <source>{count} questions are asked of one side. Choose the side first: Right or Left, above.</source>
        <translation>有 {count} 個問題只問一側。請先在上方選擇側別：右或左。</translation>
    </message>
    <message>
        <source>Each of these {count} was asked, and none is present: press again</source>
        <translation>這 {count} 項皆已詢問且均無：請再按一次</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>備註</translation>
    </message>
    <message>
        <source>Note, in your own words</source>
        <translation>備註（自由填寫）</translation>
    </message>
</context>
<context>
    <name>Recent</name>
    <message>
        <source>Recent studies</source>
        <translation>最近的檢查</translation>
    </message>
    <message>
        <source>No study was opened yet</source>
        <translation>尚未開啟任何檢查</translation>
    </message>
</context>
<context>
    <name>RedFlagsCard</name>
    <message numerus="yes">
        <source>None of the %n asked is present. This does not exclude serious disease.</source>
        <translation>
            <numerusform>已詢問的 %n 項均無；這不能排除嚴重疾病。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n red flag(s) not asked yet.</source>
        <translation>
            <numerusform>尚有 %n 項紅旗未詢問。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>See the pages</source>
        <translation>檢視頁面</translation>
    </message>
    <message>
        <source>WHAT THE REPORT WILL SAY</source>
        <translation>報告預覽</translation>
    </message>
    <message>
        <source>Complaints</source>
        <translation>主訴</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>檢查所見</translation>
    </message>
    <message>
        <source>Measurements</source>
        <translation>測量</translation>
    </message>
    <message>
        <source>Differential</source>
        <translation>鑑別診斷</translation>
    </message>
    <message>
        <source>Not examined</source>
        <translation>未檢查</translation>
    </message>
    <message>
        <source>none recorded</source>
        <translation>無紀錄</translation>
    </message>
    <message>
        <source>Measurement</source>
        <translation>測量</translation>
    </message>
    <message>
        <source>Suspended: a red flag is present.</source>
        <translation>已暫停：存在紅旗警訊。</translation>
    </message>
    <message>
        <source>Impression, in your own words</source>
        <translation>診斷意見（請自行書寫）</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>處置計畫</translation>
    </message>
    <message>
        <source>Use all that is proposed</source>
        <translation>全部採用建議內容</translation>
    </message>
    <message>
        <source>Begin with: {text}</source>
        <translation>以此開頭：{text}</translation>
    </message>
    <message>
        <source>IMPRESSION AND PLAN</source>
        <translation>診斷意見與處置計畫</translation>
    </message>
    <message>
        <source>Begin the impression with what is present</source>
        <translation>以「有」的所見開始撰寫診斷意見</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>病人</translation>
    </message>
    <message>
        <source>Patient ID</source>
        <translation>病歷號碼</translation>
    </message>
    <message>
        <source>Second identifier</source>
        <translation>第二識別碼</translation>
    </message>
    <message>
        <source>Referrer</source>
        <translation>轉介醫師</translation>
    </message>
    <message>
        <source>Physician</source>
        <translation>醫師</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>操作者</translation>
    </message>
    <message>
        <source>Reads as</source>
        <translation>讀作</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>臨床情境</translation>
    </message>
    <message>
        <source>Clinical setting</source>
        <translation>臨床情境</translation>
    </message>
    <message>
        <source>Not chosen (evidence alone)</source>
        <translation>未選擇（僅依證據）</translation>
    </message>
    <message>
        <source>Reading of the patient&apos;s name</source>
        <translation>病人姓名的讀法</translation>
    </message>
    <message>
        <source>Clinical question</source>
        <translation>臨床問題</translation>
    </message>
    <message>
        <source>Technique</source>
        <translation>檢查方法</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>比較</translation>
    </message>
    <message>
        <source>Limitations</source>
        <translation>限制</translation>
    </message>
    <message>
        <source>FIRST PAGE</source>
        <translation>第一頁</translation>
    </message>
    <message>
        <source>Use: {text}</source>
        <translation>採用：{text}</translation>
    </message>
</context>
<context>
    <name>ReportText</name>
    <message>
        <source>The findings have changed. Proposed now:</source>
        <translation>所見已變更，現在建議：</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>採用</translation>
    </message>
    <message>
        <source>Use and edit</source>
        <translation>採用並編輯</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>保留我的文字</translation>
    </message>
    <message>
        <source>Nothing is recorded of it any more.</source>
        <translation>此項已無任何紀錄。</translation>
    </message>
    <message>
        <source>Remember for {finding}: {words}</source>
        <translation>為「{finding}」記住：{words}</translation>
    </message>
    <message>
        <source>Your words for {finding}: forget them</source>
        <translation>您為「{finding}」寫的文字：忘記</translation>
    </message>
    <message>
        <source>Nothing is recorded that could be said.</source>
        <translation>尚無可寫成文字的紀錄。</translation>
    </message>
    <message>
        <source>FINDINGS IN WORDS</source>
        <translation>所見文字</translation>
    </message>
</context>
<context>
    <name>Safety</name>
    <message>
        <source>BEFORE THE NEEDLE</source>
        <translation>進針之前</translation>
    </message>
    <message>
        <source>Answer next: {question}</source>
        <translation>接著回答：{question}</translation>
    </message>
    <message>
        <source>Not ready: the needle waits until what stands here is settled.</source>
        <translation>尚未就緒：下列事項處理完畢前不可進針。</translation>
    </message>
    <message>
        <source>Not ready: {count} checks are not answered.</source>
        <translation>尚未就緒：有 {count} 項檢核未回答。</translation>
    </message>
    <message>
        <source>Ready: every check is answered and nothing forbids the needle.</source>
        <translation>就緒：每項檢核皆已回答，且無禁止進針的事項。</translation>
    </message>
    <message>
        <source>■ STOP: {text}</source>
        <translation>■ 須立即處置：{text}</translation>
    </message>
    <message>
        <source>⚠ Warning: {text}</source>
        <translation>⚠ 警示：{text}</translation>
    </message>
    <message>
        <source>ⓘ Note: {text}</source>
        <translation>ⓘ 提醒：{text}</translation>
    </message>
    <message>
        <source>Lifted by {physician} at {time}: {reason}</source>
        <translation>由 {physician} 於 {time} 解除：{reason}</translation>
    </message>
    <message>
        <source>Done: {reason} ({physician}, {time})</source>
        <translation>已處置：{reason}（{physician}，{time}）</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>收回</translation>
    </message>
    <message>
        <source>SAFETY</source>
        <translation>安全警示</translation>
    </message>
    <message>
        <source>What was done</source>
        <translation>已做的處置</translation>
    </message>
    <message>
        <source>Physician</source>
        <translation>醫師</translation>
    </message>
    <message>
        <source>Record what was done</source>
        <translation>記錄處置</translation>
    </message>
    <message>
        <source>■ STOP {count}</source>
        <translation>■ 須立即處置 {count}</translation>
    </message>
    <message>
        <source>STOP: {texts}</source>
        <translation>須立即處置：{texts}</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>CLINIC AND LETTERHEAD</source>
        <translation>診所與信頭</translation>
    </message>
    <message>
        <source>INTERFACE</source>
        <translation>介面</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>語言</translation>
    </message>
    <message>
        <source>Size of the interface</source>
        <translation>介面大小</translation>
    </message>
    <message>
        <source>Name of the clinic</source>
        <translation>診所名稱</translation>
    </message>
    <message>
        <source>Address and more</source>
        <translation>地址等</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>電話</translation>
    </message>
    <message>
        <source>Logo</source>
        <translation>標誌</translation>
    </message>
    <message>
        <source>As reports print it</source>
        <translation>報告上的樣式</translation>
    </message>
    <message>
        <source>Choose a picture…</source>
        <translation>選擇圖片…</translation>
    </message>
    <message>
        <source>Remove the logo</source>
        <translation>移除標誌</translation>
    </message>
    <message>
        <source>Choose the clinic&apos;s logo</source>
        <translation>選擇診所標誌</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.gif *.bmp *.webp *.tif)</source>
        <translation>圖片 (*.png *.jpg *.jpeg *.gif *.bmp *.webp *.tif)</translation>
    </message>
    <message>
        <source>Reading the logo</source>
        <translation>正在讀取標誌</translation>
    </message>
    <message>
        <source>No letterhead: reports begin with their title.</source>
        <translation>沒有信頭：報告由標題開始。</translation>
    </message>
</context>
<context>
    <name>Side</name>
    <message>
        <source>Side examined</source>
        <translation>檢查側別</translation>
    </message>
    <message>
        <source>Side?</source>
        <translation>側別？</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>側別</translation>
    </message>
</context>
<context>
    <name>Signing</name>
    <message>
        <source>Name of the physician who signs</source>
        <translation>簽核醫師姓名</translation>
    </message>
    <message>
        <source>Why it is amended</source>
        <translation>修訂原因</translation>
    </message>
    <message>
        <source>SIGN AND MAKE FINAL</source>
        <translation>簽核並定稿</translation>
    </message>
    <message>
        <source>An exam is made final once nothing of this is open.</source>
        <translation>以上項目全部完成後才能定稿。</translation>
    </message>
    <message>
        <source>A typed name is not authenticated, and the report says so.</source>
        <translation>輸入的姓名未經認證，報告會註明。</translation>
    </message>
    <message>
        <source>Hand over for signature</source>
        <translation>送交簽核</translation>
    </message>
    <message>
        <source>Back to draft</source>
        <translation>退回草稿</translation>
    </message>
    <message>
        <source>Asked once before you sign:</source>
        <translation>簽核前請確認一次：</translation>
    </message>
    <message>
        <source>sign all the same</source>
        <translation>仍要簽核</translation>
    </message>
    <message>
        <source>{clip} names {its}: it is of {mine} all the same</source>
        <translation>{clip} 載明為 {its}：確認屬於 {mine}</translation>
    </message>
    <message>
        <source>{clip} names {its}: the exam is of {its}</source>
        <translation>{clip} 載明為 {its}：此檢查是 {its} 的</translation>
    </message>
    <message>
        <source>Before you sign: say what was done about each of these.</source>
        <translation>簽核之前，請逐項說明已做的處置。</translation>
    </message>
    <message>
        <source>Ask the red flags here</source>
        <translation>在此詢問紅旗警訊</translation>
    </message>
    <message>
        <source>Sign and export…</source>
        <translation>簽署並匯出…</translation>
    </message>
    <message>
        <source>A final exam cannot be changed or undone any more; it can only be amended.</source>
        <translation>定稿後無法再更改或復原，只能以修訂版更正。</translation>
    </message>
    <message>
        <source>Sign and export</source>
        <translation>簽署並匯出</translation>
    </message>
    <message>
        <source>Sign and make final</source>
        <translation>簽核並定稿</translation>
    </message>
    <message>
        <source>Not yet</source>
        <translation>暫不定稿</translation>
    </message>
    <message>
        <source>Is this meant? Each line marked ? above leads to its place.</source>
        <translation>確定如此嗎？上方標有 ? 的每一列都可前往該處。</translation>
    </message>
    <message>
        <source>Sign all the same</source>
        <translation>仍要簽核</translation>
    </message>
    <message>
        <source>Sealing the report</source>
        <translation>正在封存報告</translation>
    </message>
    <message>
        <source>FINAL</source>
        <translation>已定稿</translation>
    </message>
    <message>
        <source>Start follow-up</source>
        <translation>開始追蹤檢查</translation>
    </message>
    <message>
        <source>Begin an amendment</source>
        <translation>開始修訂</translation>
    </message>
    <message>
        <source>Signed by {name} at {time} (typed name, not authenticated)</source>
        <translation>由 {name} 於 {time} 簽核（輸入姓名，未經認證）</translation>
    </message>
    <message>
        <source>Signed by {name} at {time}, certificate {subject} by {issuer}</source>
        <translation>簽核：{name}，{time}，憑證 {subject}，發行者 {issuer}</translation>
    </message>
    <message>
        <source>Version {number}, sealed {sha}</source>
        <translation>第 {number} 版，封存碼 {sha}</translation>
    </message>
    <message>
        <source>Sign the PDF with a certificate…</source>
        <translation>以憑證簽署 PDF…</translation>
    </message>
    <message>
        <source>Without certificate</source>
        <translation>不用憑證</translation>
    </message>
    <message>
        <source>Passphrase of the certificate</source>
        <translation>憑證密碼</translation>
    </message>
    <message>
        <source>Certificate file: {name}</source>
        <translation>憑證檔：{name}</translation>
    </message>
    <message>
        <source>Choose a certificate</source>
        <translation>選擇憑證</translation>
    </message>
    <message>
        <source>Certificate with key (*.p12 *.pfx)</source>
        <translation>附金鑰的憑證 (*.p12 *.pfx)</translation>
    </message>
</context>
<context>
    <name>SigningCard</name>
    <message numerus="yes">
        <source>Not signed: %n line(s) of the list above are open.</source>
        <translation>
            <numerusform>未簽核：上方清單尚有 %n 項未完成。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Slots</name>
    <message>
        <source>Measure {what}</source>
        <translation>測量{what}</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>測量</translation>
    </message>
    <message>
        <source>Show {what}</source>
        <translation>顯示{what}</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>顯示</translation>
    </message>
    <message>
        <source>Measure the other side: {what}</source>
        <translation>測量對側：{what}</translation>
    </message>
    <message>
        <source>Other side</source>
        <translation>對側</translation>
    </message>
    <message>
        <source>Other side {there}  ·  difference {difference}</source>
        <translation>對側 {there}  ·  差值 {difference}</translation>
    </message>
</context>
<context>
    <name>Start</name>
    <message>
        <source>Opens the stored study, leads through the exam step by step, and writes the report.</source>
        <translation>開啟已儲存的檢查影像，逐步引導檢查，並撰寫報告。</translation>
    </message>
    <message>
        <source>Open files…</source>
        <translation>開啟檔案…</translation>
    </message>
    <message>
        <source>Open folder or DICOMDIR…</source>
        <translation>開啟資料夾或 DICOMDIR…</translation>
    </message>
    <message>
        <source>Open the sample exam</source>
        <translation>開啟範例檢查</translation>
    </message>
    <message>
        <source>Open an exam file…</source>
        <translation>開啟檢查檔…</translation>
    </message>
    <message>
        <source>Or drop files or a folder anywhere in this window.</source>
        <translation>也可以將檔案或資料夾拖放到此視窗。</translation>
    </message>
    <message>
        <source>RECENT EXAMS</source>
        <translation>最近的檢查</translation>
    </message>
    <message>
        <source>Looking for exams…</source>
        <translation>正在尋找檢查…</translation>
    </message>
    <message>
        <source>The list of exams could not be read. The exams are kept all the same.</source>
        <translation>無法讀取檢查清單；檢查本身仍完整保存。</translation>
    </message>
    <message>
        <source>None yet. Every exam is kept by itself, as you work.</source>
        <translation>尚無檢查。檢查過程會自動保存。</translation>
    </message>
    <message>
        <source>No patient attached</source>
        <translation>尚未連結病人</translation>
    </message>
    <message>
        <source>final</source>
        <translation>已定稿</translation>
    </message>
    <message>
        <source>draft, resume</source>
        <translation>草稿，繼續</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message numerus="yes">
        <source>%n clip(s)</source>
        <translation>
            <numerusform>%n 段影片</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>◀ P</source>
        <translation>◀ P</translation>
    </message>
    <message>
        <source>Previous step</source>
        <translation>上一步驟</translation>
    </message>
    <message>
        <source>N ▶</source>
        <translation>N ▶</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>下一步驟</translation>
    </message>
    <message>
        <source>Choose a protocol</source>
        <translation>選擇檢查流程</translation>
    </message>
    <message>
        <source>Free exam: pictures, measurements, words</source>
        <translation>自由檢查：影像、測量、文字</translation>
    </message>
    <message>
        <source>No steps: save pictures, measure, and write the report in your own words.</source>
        <translation>沒有步驟：儲存影像、測量，並以自己的文字撰寫報告。</translation>
    </message>
    <message>
        <source>S saves the frame in view; the red flags are asked before you sign.</source>
        <translation>按 S 儲存目前影格；簽核前會詢問紅旗。</translation>
    </message>
    <message>
        <source>Measure a distance</source>
        <translation>測量距離</translation>
    </message>
    <message>
        <source>Write the impression</source>
        <translation>撰寫診斷意見</translation>
    </message>
    <message>
        <source>Save view, next (S)</source>
        <translation>儲存切面，下一個（S）</translation>
    </message>
    <message>
        <source>Describe the complaints</source>
        <translation>描述主訴</translation>
    </message>
    <message>
        <source>{text} ({count} recorded)</source>
        <translation>{text}（已記錄 {count} 項）</translation>
    </message>
    <message>
        <source>Write the report</source>
        <translation>撰寫報告</translation>
    </message>
    <message>
        <source>Next step (N)</source>
        <translation>下一步（N）</translation>
    </message>
    <message>
        <source>Use a protocol file of your own…</source>
        <translation>使用自訂的檢查流程檔…</translation>
    </message>
    <message>
        <source>Save key image (S)</source>
        <translation>儲存關鍵影像（S）</translation>
    </message>
    <message>
        <source>List of steps. Step {number} of {count}, {title}: {state}</source>
        <translation>步驟清單。第 {number} 步，共 {count} 步，{title}：{state}</translation>
    </message>
</context>
<context>
    <name>Strip</name>
    <message>
        <source>Read-out</source>
        <translation>讀數</translation>
    </message>
    <message>
        <source>Finish shape</source>
        <translation>完成圖形</translation>
    </message>
    <message>
        <source>Millimetres between these two points</source>
        <translation>這兩點相距的毫米數</translation>
    </message>
    <message>
        <source>These points are</source>
        <translation>這兩點相距</translation>
    </message>
    <message>
        <source>mm apart</source>
        <translation>mm</translation>
    </message>
</context>
<context>
    <name>StudyBrowser</name>
    <message>
        <source>No patient name</source>
        <translation>無病人姓名</translation>
    </message>
    <message>
        <source>Study without date</source>
        <translation>無日期的檢查</translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s)</source>
        <translation>
            <numerusform>%n 影格</numerusform>
        </translation>
    </message>
    <message>
        <source>Studies and clips</source>
        <translation>檢查與影片</translation>
    </message>
</context>
<context>
    <name>Summary</name>
    <message>
        <source>WHICH PAIN IS TREATED FIRST</source>
        <translation>優先處理哪一種疼痛</translation>
    </message>
    <message>
        <source>Enter the complaints first.</source>
        <translation>請先輸入主訴。</translation>
    </message>
    <message>
        <source>Complaint {label} disturbs most and is treated first</source>
        <translation>主訴 {label} 最干擾生活，優先處理</translation>
    </message>
</context>
<context>
    <name>ToolMenu</name>
    <message>
        <source>Tool</source>
        <translation>工具</translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>First frame</source>
        <translation>第一影格</translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation>上一影格</translation>
    </message>
    <message>
        <source>Play backwards</source>
        <translation>倒轉播放</translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation>下一影格</translation>
    </message>
    <message>
        <source>Last frame</source>
        <translation>最後影格</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>More of playback</source>
        <translation>更多播放選項</translation>
    </message>
    <message>
        <source>Display filters</source>
        <translation>顯示濾鏡</translation>
    </message>
    <message>
        <source>At the end of the range</source>
        <translation>播放到結尾時</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>影格</translation>
    </message>
    <message>
        <source>Frame rate</source>
        <translation>影格率</translation>
    </message>
    <message>
        <source>{factor}×</source>
        <translation>{factor}×</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>循環</translation>
    </message>
    <message>
        <source>Back and forth</source>
        <translation>來回</translation>
    </message>
    <message>
        <source>Once</source>
        <translation>一次</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>凍結</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
</context>
<context>
    <name>Treatment</name>
    <message>
        <source>Treatments side by side</source>
        <translation>治療對照</translation>
    </message>
    <message>
        <source>Advice by phase</source>
        <translation>各期建議</translation>
    </message>
    <message>
        <source>What the clinic&apos;s teaching articles say of treatments</source>
        <translation>診所衛教文章對治療的說法</translation>
    </message>
    <message>
        <source>What they say of causes</source>
        <translation>診所衛教文章對成因的說法</translation>
    </message>
    <message>
        <source>Where the clinic&apos;s teaching articles and the literature differ</source>
        <translation>診所衛教文章與文獻的差異</translation>
    </message>
    <message>
        <source>Where the clinic&apos;s teaching articles disagree with each other</source>
        <translation>診所衛教文章彼此不一致之處</translation>
    </message>
    <message>
        <source>Nothing has been composed yet.</source>
        <translation>尚未編寫。</translation>
    </message>
    <message>
        <source>No exercise, home advice or treatment is offered while this stands.</source>
        <translation>警訊未解除期間，不提供運動、居家建議或治療內容。</translation>
    </message>
    <message>
        <source>HANDOUT FOR THE COMPLAINTS AT HAND</source>
        <translation>針對目前各種痛的衛教單</translation>
    </message>
    <message>
        <source>It is printed by the export “Patient&apos;s handout” in the report.</source>
        <translation>在報告中匯出「病人衛教單」即可列印。</translation>
    </message>
    <message>
        <source>TREATMENTS, RECORDED AND NOT RANKED</source>
        <translation>治療：只記錄，不排名</translation>
    </message>
    <message>
        <source>{treatment}: {what}</source>
        <translation>{treatment}：{what}</translation>
    </message>
    <message>
        <source>Sources: {ids}</source>
        <translation>來源：{ids}</translation>
    </message>
</context>
<context>
    <name>ViewRow</name>
    <message numerus="yes">
        <source>%n key image(s)</source>
        <translation>
            <numerusform>%n 張關鍵影像</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ViewerPane</name>
    <message>
        <source>Picture</source>
        <translation>影像</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>時間軸</translation>
    </message>
    <message>
        <source>Problems of the clip</source>
        <translation>影片的問題</translation>
    </message>
</context>
<context>
    <name>Views</name>
    <message>
        <source>Not needed for today&apos;s question</source>
        <translation>今日的問題不需要</translation>
    </message>
    <message>
        <source>Patient could not hold the position</source>
        <translation>病人無法維持姿勢</translation>
    </message>
    <message>
        <source>Too painful</source>
        <translation>太痛</translation>
    </message>
    <message>
        <source>Body habitus, poor penetration</source>
        <translation>體型因素、穿透不足</translation>
    </message>
    <message>
        <source>Wound or dressing in the way</source>
        <translation>有傷口或敷料</translation>
    </message>
    <message>
        <source>No time left</source>
        <translation>時間不足</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Reason (choose or write)</source>
        <translation>原因（選擇或填寫）</translation>
    </message>
    <message>
        <source>A reason first: choose one, or write it.</source>
        <translation>請先選擇或輸入理由。</translation>
    </message>
    <message>
        <source>{view} (optional)</source>
        <translation>{view}（選做）</translation>
    </message>
    <message>
        <source>Skip…</source>
        <translation>略過…</translation>
    </message>
    <message>
        <source>Repeat</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Open clip {clip}</source>
        <translation>開啟影片 {clip}</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>beside the protocol</source>
        <translation>流程外</translation>
    </message>
    <message>
        <source>+ Off-protocol view</source>
        <translation>+ 流程外切面</translation>
    </message>
    <message>
        <source>What the picture shows</source>
        <translation>影像內容</translation>
    </message>
    <message>
        <source>Caption of the off-protocol view</source>
        <translation>流程外切面的標題</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>加入</translation>
    </message>
    <message>
        <source>Add the off-protocol view</source>
        <translation>加入流程外切面</translation>
    </message>
    <message>
        <source>Save it all the same</source>
        <translation>仍然儲存</translation>
    </message>
    <message>
        <source>Do not save it</source>
        <translation>不儲存</translation>
    </message>
    <message>
        <source>Saved as a key image.</source>
        <translation>已存為關鍵影像。</translation>
    </message>
    <message>
        <source>Saved: {view}</source>
        <translation>已儲存：{view}</translation>
    </message>
    <message>
        <source>This clip is labelled as {other}. Save it as {view}?</source>
        <translation>此影片標示為{other}。要存為{view}嗎？</translation>
    </message>
    <message>
        <source>This frame is saved for another view already. Save it as {view}, too?</source>
        <translation>此影格已用於另一個切面。也要存為{view}嗎？</translation>
    </message>
    <message>
        <source>This clip is labelled as {other}. Is the measurement the {slot}?</source>
        <translation>此影片標示為{other}。這項測量是{slot}嗎？</translation>
    </message>
    <message>
        <source>Keep it there</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>It is another measurement</source>
        <translation>這是另一項測量</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>No patient attached</source>
        <translation>尚未連結病人</translation>
    </message>
    <message>
        <source>Open a clip first: it is what is told about.</source>
        <translation>請先開啟影片，才能顯示其資訊。</translation>
    </message>
    <message>
        <source>Full screen. {keys} brings the window back.</source>
        <translation>全螢幕。按 {keys} 回到視窗。</translation>
    </message>
    <message>
        <source>Change the examined side from {old} to {new}? What is recorded stays.</source>
        <translation>要將檢查側別由{old}側改為{new}側嗎？已記錄的內容會保留。</translation>
    </message>
    <message>
        <source>Change the side</source>
        <translation>更改側別</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>不更改</translation>
    </message>
    <message>
        <source>The clip {clip} names {its}, the exam {mine}. Add it to this exam?</source>
        <translation>影片「{clip}」的病人為 {its}，此檢查的病人為 {mine}。要加入此檢查嗎？</translation>
    </message>
    <message>
        <source>The clip {clip} names no patient. Is it of {mine}, as the exam is?</source>
        <translation>影片 {clip} 未載明病人。是否屬於本次檢查的病人 {mine}？</translation>
    </message>
    <message>
        <source>The clip {clip} is of {its}; the exam names nobody. Is it of {its}?</source>
        <translation>影片 {clip} 屬於 {its}，但檢查未載明病人。此檢查是 {its} 的嗎？</translation>
    </message>
    <message>
        <source>Add it</source>
        <translation>加入</translation>
    </message>
    <message>
        <source>Leave it out</source>
        <translation>不加入</translation>
    </message>
    <message>
        <source>{file} is the exam of {its} and was not opened: one exam is open at a time. Open it now?</source>
        <translation>{file} 是 {its} 的檢查，尚未開啟：一次只能開啟一份檢查。要現在開啟嗎？</translation>
    </message>
    <message>
        <source>a patient who is not named</source>
        <translation>未具名的病人</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>開啟</translation>
    </message>
    <message>
        <source>Do not open</source>
        <translation>不開啟</translation>
    </message>
    <message>
        <source>The exam as it is now was written to {file}, in {folder}.</source>
        <translation>目前的檢查已寫入 {folder} 中的 {file}。</translation>
    </message>
    <message>
        <source>Save as a file…</source>
        <translation>另存為檔案…</translation>
    </message>
    <message>
        <source>The last changes of this exam are not on the disk. Close all the same?</source>
        <translation>這次檢查最近的更動尚未寫入磁碟。仍要關閉嗎？</translation>
    </message>
    <message>
        <source>Close, and lose them</source>
        <translation>關閉並放棄更動</translation>
    </message>
    <message>
        <source>Keep it open</source>
        <translation>不關閉</translation>
    </message>
    <message>
        <source>SonoStep {version}: a companion for musculoskeletal ultrasound.</source>
        <translation>SonoStep（超音階）{version}：肌肉骨骼超音波的檢查夥伴。</translation>
    </message>
    <message>
        <source>Step {number} of {count}</source>
        <translation>第 {number} 步，共 {count} 步</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>選單</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>病人</translation>
    </message>
    <message>
        <source>Change language</source>
        <translation>切換語言</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>頁首</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>{n} shapes of {file} are on the clip {clip}, but on which frame is not said. Put them on the frame that is in view?</source>
        <translation>{file} 有 {n} 個圖形在影片 {clip} 上，但未載明影格。要放在目前顯示的影格嗎？</translation>
    </message>
    <message>
        <source>Put them there</source>
        <translation>放在此處</translation>
    </message>
    <message>
        <source>Leave them out</source>
        <translation>不要放入</translation>
    </message>
    <message>
        <source>{file}, another program&apos;s report, has {n} shapes on frames of this exam.</source>
        <translation>{file} 是其他程式的報告，有 {n} 個圖形位於此檢查的畫面上。</translation>
    </message>
    <message>
        <source>Show them there</source>
        <translation>顯示在畫面上</translation>
    </message>
    <message>
        <source>{file}, a SonoStep report, has {n} entries that this exam lacks.</source>
        <translation>{file} 是 SonoStep 的報告，有 {n} 項此檢查尚缺的內容。</translation>
    </message>
    <message>
        <source>Take them in</source>
        <translation>納入此檢查</translation>
    </message>
    <message>
        <source>The exam names nobody; it is then of {its}, as the report is.</source>
        <translation>檢查未載明病人；接受後即屬於 {its}，與報告相同。</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Present</source>
        <translation>有</translation>
    </message>
    <message>
        <source>Absent</source>
        <translation>無</translation>
    </message>
    <message>
        <source>Unclear</source>
        <translation>不確定</translation>
    </message>
    <message>
        <source>Not assessed</source>
        <translation>未評估</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>左</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>右</translation>
    </message>
    <message>
        <source>Midline</source>
        <translation>中線</translation>
    </message>
    <message>
        <source>open</source>
        <translation>未完成</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>略過</translation>
    </message>
    <message>
        <source>not visualised</source>
        <translation>未能觀察到</translation>
    </message>
    <message>
        <source>not applicable</source>
        <translation>不適用</translation>
    </message>
    <message>
        <source>Strongly supported</source>
        <translation>高度支持</translation>
    </message>
    <message>
        <source>Supported</source>
        <translation>支持</translation>
    </message>
    <message>
        <source>Possible</source>
        <translation>可能</translation>
    </message>
    <message>
        <source>Less likely</source>
        <translation>較不可能</translation>
    </message>
    <message>
        <source>Not assessable</source>
        <translation>無法評估</translation>
    </message>
    <message>
        <source>published</source>
        <translation>已發表</translation>
    </message>
    <message>
        <source>derived from published numbers</source>
        <translation>由已發表數據推得</translation>
    </message>
    <message>
        <source>the clinic&apos;s teaching article, no published ratio</source>
        <translation>診所衛教文章，無已發表概似比</translation>
    </message>
    <message>
        <source>chosen by the program, no published ratio</source>
        <translation>程式設定值，無已發表概似比</translation>
    </message>
    <message>
        <source>LR {ratio} (no interval in the literature)</source>
        <translation>LR {ratio}（文獻未載信賴區間）</translation>
    </message>
    <message>
        <source>months</source>
        <translation>個月</translation>
    </message>
    <message>
        <source>hours</source>
        <translation>小時</translation>
    </message>
    <message>
        <source>kg/m²</source>
        <translation>kg/m²</translation>
    </message>
    <message>
        <source>scale: calibrated region</source>
        <translation>比例尺：校正區域</translation>
    </message>
    <message>
        <source>scale: pixel spacing</source>
        <translation>比例尺：像素間距</translation>
    </message>
    <message>
        <source>scale: set by the user</source>
        <translation>比例尺：使用者設定</translation>
    </message>
    <message>
        <source>needs no scale</source>
        <translation>不需比例尺</translation>
    </message>
    <message>
        <source>{what}: {said}</source>
        <translation>{what}：{said}</translation>
    </message>
    <message>
        <source> ({text})</source>
        <translation>（{text}）</translation>
    </message>
    <message>
        <source>no value</source>
        <translation>無數值</translation>
    </message>
    <message>
        <source>weight {ratio} (chosen)</source>
        <translation>權重 {ratio}（設定值）</translation>
    </message>
    <message>
        <source>LR {ratio} ({interval})</source>
        <translation>LR {ratio}({interval})</translation>
    </message>
</context>
</TS>
