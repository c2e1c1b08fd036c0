package quancheng

// Words that the demo data is made of.
var (
	userNames  = []string{"陈志强", "李婷", "王海波", "张晓燕", "刘洋", "赵敏", "杨帆", "周倩"}
	loginNames = []string{"chenzhiqiang", "liting", "wanghaibo", "zhangxiaoyan", "liuyang", "zhaomin", "yangfan", "zhouqian"}
	kindNames  = []string{"潜在客户", "意向客户", "成交客户", "流失客户"}
	infoNames  = []string{"公司简介", "产品中心", "新闻动态", "成功案例", "招聘信息", "联系我们"}
	cities     = []string{"上海", "北京", "广州", "深圳", "杭州", "南京", "苏州", "成都", "武汉", "西安", "天津", "重庆", "青岛", "宁波", "厦门", "长沙"}
	areaCodes  = []string{"021", "010", "020", "0755", "0571", "025", "0512", "028", "027", "029", "022", "023", "0532", "0574", "0592", "0731"}
	brandHeads = []rune("恒华信远博天瑞盛德诚鑫嘉宏明泰安凯新锐联创源达启")
	brandTails = []rune("通达科泽润丰源辉腾宇航捷利成业邦维图森格林海川")
	industries = []string{"软件", "机械设备", "电子科技", "物流", "食品", "医疗器械", "建材", "环保科技", "服装", "信息技术", "化工", "教育咨询"}
	forms      = []string{"有限公司", "股份有限公司", "集团有限公司"}
	roads      = []string{"中山路", "人民路", "建设路", "解放路", "科技路", "长江路", "延安路", "和平路"}
	surnames   = []rune("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧")
	givenNames = []string{"伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "霞", "平", "刚", "文博", "子涵", "雨桐", "浩然", "思远"}
	positions  = []string{"总经理", "采购经理", "财务主管", "技术总监", "行政专员"}
	// contactTitles are in the order of type_id.
	contactTitles = []string{"产品报价沟通", "节日问候", "售后满意度回访", "投诉处理回访", "系统使用支持", "设备检修", "上线实施培训"}
	remarks       = []string{"客户有采购意向，下周给方案", "已解答疑问，客户满意", "需要技术同事跟进", "负责人出差，改日再约", "已确认到货时间"}
	boardTexts    = []string{"请联系我，想了解产品价格", "产品很好用，谢谢", "希望增加手机端功能", "什么时候有培训？"}
)

// typeNames are the customer types: two of the first level, the others below them.
var typeNames = []struct {
	parent int32
	name   string
}{
	{0, "直接客户"}, {0, "渠道客户"},
	{1, "制造业"}, {1, "服务业"}, {1, "教育机构"}, {2, "代理商"}, {2, "经销商"},
}

// dictionary holds the entries of GetBaseType by par_id.
var dictionary = []struct {
	par   string
	names []string
}{
	{"industry", []string{"软件", "机械", "电子", "物流", "食品", "医疗"}},
	{"source", []string{"网站", "电话", "展会", "客户介绍", "广告"}},
	{"level", []string{"重要", "一般", "较低"}},
	{"sign", []string{"企业", "个人"}},
}
