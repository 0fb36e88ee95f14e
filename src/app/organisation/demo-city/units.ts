/**
 * The units of 青澜市, an invented county-level city: no such city exists, and all people, schools and numbers in it are made up.
 * 编码 名称 简称 类型 行业上级 属地上级 学生数 住宿生数 有无食堂 有无校车 (`-` is empty)
 */
export const unitLines = `
QL00 青澜市 - 市级 - - - - - -
T100 石桥镇 - 镇街 - QL00 - - - -
T200 柳河镇 - 镇街 - QL00 - - - -
T300 城关街道 城关 镇街 - QL00 - - - -
V101 石桥村 - 村社区 - T100 - - - -
V102 古柳村 - 村社区 - T100 - - - -
V201 柳河村 - 村社区 - T200 - - - -
V202 红旗庄村 红旗庄 村社区 - T200 - - - -
V301 向阳社区 - 村社区 - T300 - - - -
V302 河西社区 - 村社区 - T300 - - - -
E000 青澜市教育局 市教育局、教育局、市局 市教育局 - QL00 - - - -
C100 石桥镇中心校 石桥中心校 中心校 E000 T100 - - - -
C200 柳河镇中心校 柳河中心校、柳河镇中心小学、柳河小学 中心校 E000 V201 640 - 有 无
C300 城关中心校 城关街道中心校 中心校 E000 T300 - - - -
S001 青澜市第三中学 三中、市三中 学校 E000 V302 1850 - 有 无
S002 青澜市职业教育中心 职教中心、职中 学校 E000 V301 1320 900 有 无
S101 石桥镇中心小学 石桥小学、石桥镇小学 学校 C100 V101 520 - 有 有
S102 古柳小学 - 学校 C100 V102 180 - 无 无
S103 石桥镇初级中学 石桥镇初中、石桥中学、石桥初中 学校 C100 V101 760 - 有 无
K101 阳光幼儿园 石桥阳光幼儿园 幼儿园 C100 V101 150 - 有 有
S201 柳河镇初级中学 柳河镇初中、柳河中学、柳河初中 学校 C200 V201 880 420 有 无
S202 红旗庄小学 红旗庄教学点 学校 C200 V202 90 - 无 无
K201 柳河镇中心幼儿园 柳河幼儿园 幼儿园 C200 V201 130 - 有 有
S301 向阳小学 - 学校 C300 V301 1100 - 有 无
S302 河西小学 - 学校 C300 V302 860 - 无 无
S303 青澜市第二实验小学 二实小、实验二小 学校 C300 V301 1460 - 有 无
K301 小星星幼儿园 城关小星星幼儿园 幼儿园 C300 V302 210 - 有 无
`;

/** 领导 (account) 单位 类型: the bureau's leaders have whole areas, the section heads single schools. */
export const pairingLines = `
zhouhuaiyuan C300 包片
linzhiping C200 包片
hanyumei C100 包片
chenguodong S001 包校
fangxiaoyun S002 包校
`;

/** 单位 名称 平台: the sandbox fills in where each robot listens. */
export const groupLines = `
E000 全市学校安全工作群 企业微信群机器人
C100 石桥片区安全群 企业微信群机器人
C200 柳河片区安全群 企业微信群机器人
C300 城关片区安全群 企业微信群机器人
S002 职教中心安全群 钉钉群机器人
`;
