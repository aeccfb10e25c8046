"""Common surnames, to tell which of several readings of a name is the likelier; no name is refused by it."""

import re
from typing import Final

_TAIWAN: Final = frozenset(
    "陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾游彭詹胡施沈余盧梁趙顏柯翁魏孫戴范方宋"
    "鄧杜傅侯曹薛丁卓馬董溫唐藍蔣石古紀姚連馮歐程湯田康姜白汪鄒尤巫鐘涂龔嚴韓袁金童陸夏柳邵錢伍倪俞阮"
)
"""The hundred most frequent, which 96 % bear (Ministry of the Interior, Taiwan: statistics of names)."""

_CHINA: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任"
    "卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
"""The hundred most frequent in mainland China (National Name Report, Ministry of Public Security, 2020)."""

_KOREA: Final = frozenset("김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민")
"""The forty most frequent (Statistics Korea, census of 2015)."""

_BY_CODEC: Final = {"cp950": _TAIWAN, "gb18030": _CHINA, "cp949": _KOREA}


def begins_with_surname(name: str, codec: str) -> bool:
    """Whether the first character beyond ASCII is a common surname where the codec is at home."""
    first = re.search(r"[^\x00-\x7f]", name)
    return first is not None and first[0] in _BY_CODEC.get(codec, frozenset())
