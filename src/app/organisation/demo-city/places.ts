/**
 * 责任区域 by unit: 层级 区域 场所 部位 责任人 上级责任人 风险等级 检查频次 职责 (people by account; `-` is empty). No place belongs to a head:
 * whoever is responsible for a place rectifies it.
 */
export const placeLines = `
# C200
岗位 教学楼 二楼 西侧楼梯 renguangtian xiazhiqiang 黄 每周 楼梯、扶手、应急照明
岗位 食堂 操作间 - tanyoutian xiazhiqiang 橙 每日 燃气、油烟管道、食品留样
岗位 操场 - - renguangtian xiazhiqiang 蓝 每周 器材和地面
班级 三年级一班 教室 - wangxiaoling xiazhiqiang 蓝 每日 门窗、用电、饮水机
# S001
岗位 教学楼 一楼 大厅 zhaomanyi zhangtiejun 蓝 每周 出口、疏散标志
岗位 教学楼 三楼 东侧楼梯 zhaomanyi zhangtiejun 黄 每周 扶手、台阶、应急照明
岗位 教学楼 三楼 西侧楼梯 zhaomanyi zhangtiejun 黄 每周 扶手、台阶、应急照明
岗位 北楼 三层 走廊 zhaomanyi zhangtiejun 黄 每周 灭火器、疏散通道
岗位 实验楼 化学实验室 药品柜 qianchen zhangtiejun 红 每日 双人双锁、领用登记
岗位 实验楼 化学准备室 - qianchen zhangtiejun 橙 每日 通风、洗眼器
岗位 操场 篮球场 篮球架 sundapeng zhangtiejun 黄 每周 器材牢固
岗位 食堂 操作间 - wuguizhi zhangtiejun 橙 每日 燃气、留样、消毒
岗位 食堂 后门 - wuguizhi zhangtiejun 黄 每日 消防通道畅通
班级 初二3班 教室 - liufang zhangtiejun 蓝 每日 门窗、用电
# S002
岗位 实训楼 机加工车间 - jiangtao weijianguo 红 每日 机床防护、用电
岗位 男生宿舍 二楼 走廊 shenyulan weijianguo 橙 每日 充电、疏散通道
岗位 女生宿舍 一楼 值班室 shenyulan weijianguo 黄 每日 登记、应急灯
岗位 食堂 操作间 - yangli weijianguo 橙 每日 燃气、留样
岗位 配电室 - - yangli weijianguo 橙 每周 挡鼠板、灭火器
# S101
岗位 教学楼 三楼 东侧楼梯 jianghai shiwenbin 黄 每周 扶手、台阶
岗位 教学楼 一楼 卫生间 jianghai shiwenbin 蓝 每周 地砖、灯具
岗位 食堂 操作间 - jianghai shiwenbin 橙 每日 燃气、留样
岗位 校门口 校车停靠点 - xieqiaoyun shiwenbin 橙 每日 上下车秩序
班级 四年级二班 教室 - qixiaomeng shiwenbin 蓝 每日 门窗、用电
# S102
岗位 教学楼 一楼 走廊 doulaogen yuchunfang 蓝 每周 灯具、疏散通道
岗位 操场 - - doulaogen yuchunfang 黄 每周 篮球架、围墙
岗位 锅炉房 - - doulaogen yuchunfang 橙 每日 烟囱、一氧化碳报警器
班级 五年级 教室 - shuiqingyang yuchunfang 蓝 每日 门窗、用电
# S103
岗位 教学楼 三楼 东侧楼梯 gefusheng panzhigang 黄 每周 扶手、台阶
岗位 实验室 - - gefusheng panzhigang 橙 每周 药品、通风
岗位 食堂 - - gefusheng panzhigang 橙 每日 燃气、留样
班级 初一2班 教室 - xijing panzhigang 蓝 每日 门窗、用电
# K101
岗位 厨房 操作间 - weishun luxiaodong 橙 每日 燃气、留样、消毒
岗位 院内 滑梯 - changting luxiaodong 黄 每日 连接件、软垫
班级 大一班 活动室 - changting luxiaodong 蓝 每日 门窗、插座
# S201
岗位 男生宿舍 二楼 走廊 huaxiuying fengqishan 橙 每日 充电、疏散通道
岗位 女生宿舍 一楼 - huaxiuying fengqishan 橙 每日 充电、应急灯
岗位 教学楼 三楼 东侧楼梯 fangzheng fengqishan 黄 每周 扶手、台阶
岗位 锅炉房 - - fangzheng fengqishan 红 每日 压力表、安全阀
岗位 食堂 操作间 - yuchanghe fengqishan 橙 每日 燃气、留样
班级 初三1班 教室 - renxiaoxue fengqishan 蓝 每日 门窗、用电
# S202
岗位 教室 - - baochunsheng liuqingqing 黄 每日 煤炉、烟囱、风斗
岗位 院墙 - - baochunsheng liuqingqing 黄 每周 墙体
# K201
岗位 厨房 - - lianxiaoyu feijia 橙 每日 燃气、留样
班级 中二班 活动室 - lianxiaoyu feijia 蓝 每日 门窗、插座
# S301
岗位 教学楼 东侧 楼梯 hejianshe leiming 黄 每周 扶手、台阶
岗位 教学楼 三楼 东侧楼梯 hejianshe leiming 黄 每周 扶手、台阶
岗位 教学楼 二楼 男厕所 hejianshe leiming 蓝 每周 地砖、灯具
岗位 食堂 操作间 - nixianglan leiming 橙 每日 燃气、留样
岗位 操场 篮球场 篮球架 tengfei leiming 黄 每周 器材牢固
岗位 操场 单双杠 - tengfei leiming 黄 每周 器材牢固
班级 三年级二班 教室 - tangxiaoyue leiming 蓝 每日 门窗、用电
# S302
岗位 教学楼 三楼 东侧楼梯 haoqin bichenggong 黄 每周 扶手、台阶
岗位 操场 - - haoqin bichenggong 蓝 每周 器材和地面
岗位 自行车棚 - - haoqin bichenggong 橙 每日 电动车充电
班级 一年级三班 教室 - wuna bichenggong 蓝 每日 门窗、用电
# S303
岗位 教学楼 三楼 东侧楼梯 yudeshui letian 黄 每周 扶手、台阶
岗位 教学楼 五楼 走廊 yudeshui letian 黄 每周 灭火器、应急灯
岗位 食堂 操作间 - shixin letian 橙 每日 燃气、留样
岗位 实验室 - - fuwenbo letian 橙 每周 药品、仪器
班级 六年级四班 教室 - pixiaoshan letian 蓝 每日 门窗、用电
# K301
岗位 厨房 - - wuyue kangning 橙 每日 燃气、留样
班级 小一班 活动室 - wuyue kangning 蓝 每日 门窗、插座
`;
