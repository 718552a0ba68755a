"""What is known of the characters in names: variants, look-alikes, sounds, transliterations.

Folds a name to the form that variants share, and gives the sound of a character. The pinyin and traditional–simplified
tables are loaded on first use, once for a process: importing this module does not load them. Pure.

Source: pypinyin (MIT) for sounds, OpenCC (Apache-2.0) for traditional characters; the other tables are our own.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

# Each word is one character in its ways of writing; the first is what the others are folded to.
_VARIANTS: Final = (
    "付傅 肖萧 闫阎 戴代 邱丘 兰蓝 仝同 吕呂 吴吳吴 黄黃 德徳惪 温溫 户戶 真眞 强強彊 峰峯 群羣 升昇陞 喆哲 坤堃 渺淼 "
    "于於 范範 钟鍾锺鐘 余餘馀 叶葉 姜薑 干乾幹 后後 发髮發 丰豐 郁鬱 岳嶽 党黨 种種 曲麯 涂塗 沈瀋 尧堯 云雲 "
    "礼禮 宝寶寳 杰傑 秀琇 凤鳳 兴興 国國囯 玺璽 祖袓 录錄録 禄祿 静靜 净淨 青靑 清淸 教敎 教敎 产産產 彦彥 颜顏顔 "
    "郎郞 朗朖 良艮 吕侣 娱娛 虞 祥禎 祯禎 贞貞 桢楨 冲沖 凉涼 决決 减減 况況 晋晉 普 普 晃晄 晓曉 耀燿 辉煇 光炗 迹跡 "
    "灿燦 烟煙 炮 炉爐 韵韻 村邨 邻鄰 昆崑 仑侖崙 岩巖嵒 岛島嶋 崖 梅楳 柏栢 柳栁 松枩 梁樑 桌 栖棲 "
    "秋秌 稚穉 和龢 咏詠 谚諺 志誌 念 恒恆 恩 总總 慧 惠恵 爱愛 忧 裕 袖 里裡裏 球毬 琉瑠 璃琍 "
    "珍珎 瑶瑤 琼瓊 玛瑪 珏 琅瑯 佩珮 尔爾尓 弥彌 弘 宏 泰 泉 洁潔 法 淑 渊淵渕 滨濱 浚濬 涌湧 游遊 "
    "熏薰 勋勳 励勵 劳 勤懃 妆妝 妍姸 姊姉 娅 婿壻 嫂 娘孃 学學斈 孝 寿壽夀 富冨 寅 实實 宫宮 "
    "贤賢 资 赞贊讚 赵趙 起 超 跃躍 踪蹤 车 轩 辞辭 达達 迟遲 遥遙 道衜 郭 邵 鄂 配 "
    "钦欽 铃 铭 锋鋒 锦 镇鎮鎭 长 闻 阳陽 阴陰隂 隆 隐隱 雁鴈 雅 霞 青 面 韩韓 香 馨 高髙 鬼 魏 鲁 鸡 麦 黑黒 齐齊 龙龍 "
    "冰氷 冬 册冊 刘劉 刚剛 剑劍剱 华華 单單 卫衛衞 厂 双雙 参 叔 召 台臺 史 叶 吉 吊 君 启啟啓 呆 周週 命 "
    "伟 仙僊 仟 似 位 佑祐 体體 你妳 侠俠 修脩 俊儁 俯 倪 倩 偉 备備 傲 侄姪 "
    "赧 欢歡懽 欣訢 钗釵 铁鐵 银銀 锈 钢 镜 针鍼針 穗 窗 章 竺 笑 笔 第 筱篠 箫簫 "
)

_SURNAMES_ALONE: Final = {"閻": "阎", "蕭": "萧"}

# Each word is a set of characters that hurried eyes, or character recognition, take for one another.
_LOOK_ALIKES: Final = (
    "己已巳 戊戌戍戎 未末 日曰目 侯候 祁祈 锋峰烽蜂 丽莉俪 玲铃伶 娟绢捐 晓小 入人八 大太犬 天夫无 土士 干千于 午牛 王玉主 "
    "田由甲申 白自百 木本术 刀力 万方 几凡 儿几 兰三 子于 又叉 丁了 口囗 云去 元无 今令 仓仑 分兮 勾匀 乌鸟 贝见 斤斥 毛手 "
    "冷泠 冶治 冼洗 汪江 沈沉 泊伯 治冶 洁结 洪供 浩皓 海悔 淑椒 清青情晴睛 涛寿 渭谓 湘相 汉汊 沛肺 沁心 波坡 泽译 "
    "伟玮纬炜 佳桂娃 俊骏峻竣 健建 仁伫 仕任 付什 代伐 仪议 伍任 住往佳 何河 佩珮 侃 侨桥 信倍 倩情 偏编 传转 "
    "明朋 胡湖 朝潮 期其 月用 昌冒 昊昦吴 晶品 晨震 景影 智知 旭旮 旺汪 昕听 春舂 昭照 晖辉 晗 晴睛 暖援 "
    "林森 材村 杜社 杨扬场 李季 杏吞 松枫 柏伯 柱住 桂挂 梅海 棋祺琪淇 楠南 榕蓉 标 栋拣 桐铜 桃挑 柳 根银 格恪 "
    "艳绝 英莫 芳芬 苗笛 范苑 茂 莲连 荣菜 萍苹 蓝篮 蒋 藉籍 薇微 花化 芝之 芸云 茜西 菊鞠 菁青 萱宣 蓓倍 蕾雷 "
    "红江 纪记 绍招 经径 维惟 绪 练炼 纯钝 继 琴瑟 瑞端 瑜愉 璐路 珍诊 珠株 玫攻 珊姗 珂柯 玥钥 瑶摇 琳淋 "
    "刚钢 创 利和 剑 勇男 勤勒 助 务 勋 辛幸 辰唇 军车 轮 辉 连莲 达 迎仰 进 远 迪油 逸 道 "
    "文交 斌赋 方万 施拖 旋 族旅 新亲 斯期 雪雷 雨两 霞 霖森 露路 "
    "国团 圆园 因困囚 固 坤坦 垚 埔浦 培陪 堂党 境镜 增赠 城诚成 均钧匀 坚竖 "
    "安宴 宁宇字 守宇 宋宗 宏宠 宜宣宫 官宫 实买 容客 富福 寒塞 宪 宝 家 "
    "志忘 忠患 怀坏 怡 恒桓 恩思 惠慧 慎填 慈滋 悦说 情 愉榆 "
    "成戍 战占 扬杨 抗杭 拾抬 振根 捷 授 敏每 敬 教 斗 "
    "学字 孟盂 孙孔 孝考 存在 季李 孜改 宇字 "
    "贵责 贤 费贵 赐踢 贡页 财材 货贷 贺 资姿 赵越 "
    "凤风 凡几 凯剀 冯马 冬各 凌陵 凉谅 "
    "彩采 彤丹 彬杉 彪 影 彭澎 "
    "兵乒 共 兴 具 典曲 关美 兹 养 羊半 美姜 羡 群郡 "
    "禾木 秀季 秋秒 科料 程 稳隐 穆 "
    "石右 砚 碧 磊 福富 祖租 祝视 祥详样 禄绿 禹 "
    "卫卩 印卯 卿 即既 华毕 单革 卓阜 南 博搏傅缚 "
    "叶汁 吉古 同伺 名各 后石 向 君群 吴吕 周固 和知 咏泳 喜嘉 善 "
    "颖颍 颜 顺须 项顶 顾 领 "
    "鑫金 铭名 锐悦 银根 钧钩 铁钱 铸 锦棉 镇填 锡赐 钰玉 "
    "陈阵 陆 阳阴 陶淘 隆 隋随 郑邓 郝赫 邵召 郭 邱丘 邢刑 邹 郎朗 "
    "姜美 娇骄 婷停 娜那 媛援缓 婵蝉 嫦 妍研 妮泥 妹妺 姚桃 姣皎 娥峨 婉碗 嫣 "
    "马乌 骆 骥 驰弛 骁晓 "
    "苏办 芦卢 庐 炉 卢户 "
    "燕 炎灸 炳病柄 炜 焕换 煜 煌皇 熙 烨华 然 "
    "余佘 汆 佘余 尹伊 尤龙 尧 巩巧 巫 巨臣 "
    "丘兵 乔 乐东 之乏 书 予矛 二三 五互 亚业 享亨 京 亮高 "
    "任仁 允充 兆北 先光 克 全金 公么 "
    "友反 发友 双 受爱 变 叔 "
    "弘 强 弦 张 引 "
    "生主 甫 用 甘廿 甜 男 界 留 番 "
    "虎虚 虹 蛟 融 "
    "裕 褚 诸储 许 许午 诗 诚 谊 谢射 谭潭 豪毫 "
    "雄 雅 雁 集 焦 维 "
    "青 靖 静 非 韦 韩 韵 音 章 "
    "飞气 高 亮 鲁 鲍 鸣呜 鸿 鹏 鹤 麒 黎 默 龙尤 "
)

SURNAME_SOUNDS: Final = dict(
    pair.split(":")
    for pair in (
        "单:shan 曾:zeng 仇:qiu 解:xie 区:ou 查:zha 朴:piao 乐:yue 任:ren 盖:ge 缪:miao 翟:zhai 员:yun 贠:yun 种:chong "
        "重:chong 黑:he 折:she 秘:bi 繁:po 洗:xian 冼:xian 郗:xi 祭:zhai 逄:pang 佴:nai 隗:wei 眭:sui 谌:chen 幺:yao 那:na "
        "宁:ning 曲:qu 沈:shen 应:ying 尉:wei 卜:bu 柏:bai 薄:bo 晁:chao 车:che 褚:chu 都:du 干:gan 葛:ge 过:guo 哈:ha "
        "华:hua 纪:ji 夹:jia 教:jiao 阚:kan 令:ling 娄:lou 宓:mi 万:wan 牟:mu 粘:nian 能:nai 钻:zuan 迮:ze 厘:li 召:shao "
        "石:shi 殷:yin 於:yu 於:yu 占:zhan 长:zhang 中:zhong 适:kuo 撒:sa 塔:ta 覃:qin 瞿:qu 谯:qiao 相:xiang 洗:xian 行:xing "
        "冒:mao 麻:ma 缴:jiao 可:ke 库:she 六:lu 冯:feng 费:fei 丁:ding 乜:nie 芮:rui 晟:cheng 仝:tong 乌:wu 载:zai 藏:zang"
    ).split(" ")
)
"""Sounds of characters at the head of a name, where they differ from their common reading or could."""

COMPOUND_SURNAMES: Final = frozenset(
    "欧阳 上官 司马 诸葛 司徒 东方 独孤 南宫 万俟 闻人 夏侯 尉迟 公羊 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 公孙 仲孙 "
    "轩辕 令狐 钟离 宇文 长孙 慕容 鲜于 闾丘 司空 端木 皇甫 百里 呼延 东郭 南门 西门 第五 拓跋 完颜 赫连 纳兰 呼兰 "
    "东门 公西 漆雕 乐正 壤驷 公良 夹谷 宰父 谷梁 段干 左丘 梁丘 贺兰 耶律 爱新觉罗 叶赫那拉".split()
)

_COMPOUND_SOUNDS: Final = {
    "万俟": ("mo", "qi"),
    "尉迟": ("yu", "chi"),
    "澹台": ("tan", "tai"),
    "单于": ("chan", "yu"),
    "长孙": ("zhang", "sun"),
    "乐正": ("yue", "zheng"),
    "夹谷": ("jia", "gu"),
}

# Each line is one syllable group of transliterated names in its ways of writing; the first stands for all.
_TRANSLITERATIONS: Final = (
    "买买提 麦麦提 买麦提 麦买提 穆罕默德",
    "阿卜杜 阿不都 阿布都 阿布杜 阿卜都 阿不杜",
    "吐尔逊 图尔逊 吐逊 图荪",
    "古丽 古力 谷丽 古莉",
    "艾合买提 艾合麦提 艾海提 艾哈迈提",
    "玉苏普 玉素甫 玉山甫 尤素甫 玉素普",
    "依布拉音 依不拉音 易卜拉欣 伊布拉音 依布拉英",
    "艾山 艾尚 哈山",
    "吾买尔 乌买尔 吾麦尔",
    "卡德尔 喀迪尔 卡迪尔 卡地尔",
    "热合曼 热合满 拉合曼",
    "肉孜 茹孜 肉子",
    "阿依 阿衣",
    "木拉提 穆拉提",
    "努尔 奴尔",
    "才让 才仁 次仁 泽仁 才郎",
    "卓玛 卓嘎玛 志玛",
    "扎西 札西",
    "多吉 多杰 道吉",
)


@cache
def fold_character(character: str) -> str:
    """Fold one character: traditional to simplified, then variants to the first of their kind."""
    simple = _converter().convert(character) if character > "\x7f" else character
    simple = simple if len(simple) == 1 else character
    return _variant_table().get(simple, _variant_table().get(character, simple))


@cache
def fold_name(name: str) -> str:
    """Fold a normalised name to what its ways of writing share: no dots, simplified, variants and transliterations one.

    A Latin name keeps its letters without spaces.
    """
    plain = re.sub(r"[·\s.\-']", "", name)
    folded = "".join(fold_character(character) for character in plain)
    if len(folded) >= 5 or "·" in name:
        for spelling, standard in _transliteration_table():
            folded = folded.replace(spelling, standard)
    return folded


@cache
def sound_of(character: str) -> str:
    """Give the toneless pinyin of a character in its common reading; the character itself where it has none."""
    import pypinyin

    return str(pypinyin.lazy_pinyin(character, style=pypinyin.Style.NORMAL)[0])


@cache
def sounds_of(folded: str) -> tuple[str, ...]:
    """Give the sounds of a folded name: as a surname at its head, in the common reading after it."""
    if folded[:2] in _COMPOUND_SOUNDS:
        return (*_COMPOUND_SOUNDS[folded[:2]], *map(sound_of, folded[2:]))
    first = SURNAME_SOUNDS.get(folded[:1])
    return (first or sound_of(folded[0]), *map(sound_of, folded[1:])) if folded else ()


@cache
def look_alikes(left: str, right: str) -> bool:
    """Tell whether two different folded characters are easily taken for one another."""
    return right in _look_alike_table().get(left, frozenset())


def surname_length(folded: str) -> int:
    """Give how many characters of a folded name are its surname."""
    return 2 if folded[:2] in COMPOUND_SURNAMES and len(folded) > 2 else 1


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


@cache
def _variant_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for word in _VARIANTS.split():
        for character in word[1:]:
            table.setdefault(character, word[0])
    return table


@cache
def _look_alike_table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for word in _LOOK_ALIKES.split():
        for character in word:
            table.setdefault(character, set()).update(other for other in word if other != character)
    return {character: frozenset(others) for character, others in table.items()}


@cache
def _transliteration_table() -> tuple[tuple[str, str], ...]:
    pairs = [(spelling, line.split()[0]) for line in _TRANSLITERATIONS for spelling in line.split()[1:]]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))
