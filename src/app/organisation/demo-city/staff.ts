/**
 * Who works where: under each unit's code one line a role, 网格角色 职务 姓名 account. A second line with the same account is a second
 * role of the same person. The account is the name in pinyin and the WeCom userid.
 */
export const staffLines = `
# QL00
网格长 副市长 秦望川 qinwangchuan
直接责任人 市安委办主任 罗明义 luomingyi
具体责任人 市安委办科员 邓小川 dengxiaochuan
# T100
网格长 镇长 高振山 gaozhenshan
直接责任人 副镇长 贾秀芬 jiaxiufen
具体责任人 镇安监站站长 石磊 shilei
# T200
网格长 镇长 郝建业 haojianye
直接责任人 副镇长 白俊峰 baijunfeng
具体责任人 镇安监站站长 孟庆海 mengqinghai
# T300
网格长 街道办主任 齐凤兰 qifenglan
直接责任人 街道办副主任 曹立新 caolixin
具体责任人 街道安监所所长 邵东 shaodong
# V101
网格长 村书记 高有福 gaoyoufu
直接责任人 村书记 高有福 gaoyoufu
具体责任人 网格员 乔小燕 qiaoxiaoyan
# V102
网格长 村书记 柳长顺 liuchangshun
直接责任人 村书记 柳长顺 liuchangshun
具体责任人 网格员 葛春来 gechunlai
# V201
网格长 村书记 薛满仓 xuemancang
直接责任人 村书记 薛满仓 xuemancang
具体责任人 网格员 武晓红 wuxiaohong
# V202
网格长 村书记 康德厚 kangdehou
直接责任人 村书记 康德厚 kangdehou
具体责任人 网格员 史宝根 shibaogen
# V301
网格长 社区书记 温桂香 wenguixiang
直接责任人 社区书记 温桂香 wenguixiang
具体责任人 网格员 尹航 yinhang
# V302
网格长 社区书记 崔永胜 cuiyongsheng
直接责任人 社区书记 崔永胜 cuiyongsheng
具体责任人 网格员 阎丽娜 yanlina
# E000
网格长 局长 周怀远 zhouhuaiyuan
直接责任人 副局长 林志平 linzhiping
具体责任人 安卫办主任 韩玉梅 hanyumei
成员 基教股股长 陈国栋 chenguodong
成员 职成教股股长 方晓云 fangxiaoyun
成员 安卫办科员 于洋 yuyang
# C100
网格长 校长 马德忠 madezhong
直接责任人 副校长 苏文静 suwenjing
具体责任人 安全办主任 田占军 tianzhanjun
# C200
网格长 校长 董连生 dongliansheng
直接责任人 副校长 彭雪梅 pengxuemei
具体责任人 安全办主任 夏志强 xiazhiqiang
成员 总务主任 任广田 renguangtian
成员 三年级一班班主任 汪小玲 wangxiaoling
成员 食堂管理员 谭有田 tanyoutian
# C300
网格长 校长 蒋国华 jiangguohua
直接责任人 副校长 阮清 ruanqing
具体责任人 安全办主任 熊伟 xiongwei
# S001
网格长 校长 王守正 wangshouzheng
直接责任人 副校长 李慧敏 lihuimin
具体责任人 安保处主任 张铁军 zhangtiejun
成员 总务主任 赵满意 zhaomanyi
成员 化学实验员 钱晨 qianchen
成员 体育组长 孙大鹏 sundapeng
成员 食堂主任 吴桂芝 wuguizhi
成员 初二3班班主任 刘芳 liufang
成员 语文教师 郑一鸣 zhengyiming
# S002
网格长 校长 冯启明 fengqiming
直接责任人 副校长 褚红 chuhong
具体责任人 保卫科科长 卫建国 weijianguo
成员 实训处主任 蒋涛 jiangtao
成员 宿管科科长 沈玉兰 shenyulan
成员 总务科科长 杨立 yangli
成员 专业课教师 朱莉 zhuli
# S101
网格长 校长 何永年 heyongnian
直接责任人 副校长 吕春燕 lvchunyan
具体责任人 安全主任 施文斌 shiwenbin
成员 总务主任 姜海 jianghai
成员 四年级二班班主任 戚晓萌 qixiaomeng
成员 校车照管员 谢巧云 xieqiaoyun
# S102
网格长 校长 邹本善 zoubenshan
直接责任人 教导主任 喻春芳 yuchunfang
具体责任人 教导主任 喻春芳 yuchunfang
成员 五年级班主任 水清扬 shuiqingyang
成员 后勤 窦老根 doulaogen
# S103
网格长 校长 章明远 zhangmingyuan
直接责任人 副校长 云丽华 yunlihua
具体责任人 政教主任 潘志刚 panzhigang
成员 总务主任 葛福生 gefusheng
成员 初一2班班主任 奚静 xijing
# K101
网格长 园长 范蕾 fanlei
直接责任人 副园长 彭丽 pengli
具体责任人 安全干事 鲁晓东 luxiaodong
成员 厨师长 韦顺 weishun
成员 大一班班主任 昌婷 changting
# S201
网格长 校长 马秋实 maqiushi
直接责任人 副校长 苗旺 miaowang
具体责任人 政教主任 凤岐山 fengqishan
成员 宿舍管理员 花秀英 huaxiuying
成员 总务主任 方正 fangzheng
成员 食堂管理员 俞长河 yuchanghe
成员 初三1班班主任 任晓雪 renxiaoxue
# S202
网格长 校长 袁厚德 yuanhoude
直接责任人 校长 袁厚德 yuanhoude
具体责任人 教师 柳青青 liuqingqing
成员 教师 鲍春生 baochunsheng
# K201
网格长 园长 史玉洁 shiyujie
直接责任人 副园长 唐可心 tangkexin
具体责任人 安全干事 费佳 feijia
成员 中二班班主任 廉小雨 lianxiaoyu
# S301
网格长 校长 岑立群 cenliqun
直接责任人 副校长 薛萍 xueping
具体责任人 安全主任 雷鸣 leiming
成员 总务主任 贺建设 hejianshe
成员 食堂主任 倪香兰 nixianglan
成员 三年级二班班主任 汤晓月 tangxiaoyue
成员 体育教师 滕飞 tengfei
# S302
网格长 校长 殷实 yinshi
直接责任人 副校长 罗兰 luolan
具体责任人 安全主任 毕成功 bichenggong
成员 总务主任 郝勤 haoqin
成员 一年级三班班主任 邬娜 wuna
# S303
网格长 校长 安若素 anruosu
直接责任人 副校长 常青 changqing
具体责任人 安全主任 乐天 letian
成员 总务主任 于得水 yudeshui
成员 食堂主任 时新 shixin
成员 科学教师 傅文博 fuwenbo
成员 六年级四班班主任 皮小珊 pixiaoshan
# K301
网格长 园长 卞秀娟 bianxiujuan
直接责任人 副园长 齐乐 qile
具体责任人 安全干事 康宁 kangning
成员 小一班班主任 伍月 wuyue
`;

/** Who reads WeCom through the WeChat plugin, where cards don't show. */
export const plainReaders: readonly string[] = ['doulaogen'];

/** Who stands in for whom while he is away (AB角). */
export const deputies: Readonly<Record<string, string>> = { zhangtiejun: 'zhaomanyi' };

/** Who has a DingTalk account too: one school uses both platforms. */
export const dingtalkUnit = 'S002';
