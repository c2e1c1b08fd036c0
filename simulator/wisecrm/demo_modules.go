package wisecrm

import (
	"fmt"
	"time"
)

// The custom side of the demo tenant, after a tenant that programs in the wild read (WI-Q65, WI-Q90): fields of sales
// orders, leads, orders that are approved step by step, and their parts.

// demoRows is how many rows the largest module has: more than two pages of 200.
const demoRows = 420

// fields adds the custom fields of sales orders.
func (d *demoWriter) fields() {
	for _, f := range []*field{
		text("jihuijindugengxin", "机会进度更新"), text("c__baozhuangfangshi", "包装方式"), typed(typeDate, "c__shengchanjiaohuoqi", "生产交货期"),
		text("c__fujian", "附件"), text("c__zhiliangyaoqiu", "质量要求"), typed(typeInt, "c__zongshuliangzhang", "总数量(张)"),
		typed(typeDecimal, "c__zongshulianglifang", "总数量(立方)"), typed(typeInt, "c__zongshuliangjianshu", "总数量(件数)"), text("c__dizhi", "地址"),
		picklist("c__dingdanleixing", "订单类型", choice{1, "内销"}, choice{2, "外销"}), text("c__bizhong", "币种"), typed(typeDecimal, "c__yufukuan", "预付款"),
	} {
		d.field("SalesOrder", f)
	}
}

func (d *demoWriter) field(entity string, f *field) {
	f.Origin = 2
	setField(d.tx, d.tx.State.metadata.find(entity), *f)
}

// modules makes the custom modules and their records, the last of them within the twelve days before the demo's end.
func (d *demoWriter) modules() {
	for i, m := range []struct {
		module
		fields []*field
	}{
		{module{Entity: "e__lead", Label: "线索", NameField: "c__name"}, []*field{
			text("c__phone", "电话"), picklist("c__laiyuan", "来源", choice{1, "官网"}, choice{2, "展会"}, choice{3, "转介绍"}),
			reference("c__accountId", "客户", "Account"), typed(typeDateTime, "c__lastAssignOn", "最近分配时间"),
			typed(typeBoolean, "c__youxiao", "是否有效"),
		}},
		{module{Entity: "e__dd", Label: "订单", NameField: "c__dingdanhao", Workflow: true}, []*field{
			reference("c__kehu", "客户", "Account"), typed(typeDecimal, "c__zongjine", "总金额"), typed(typeDecimal, "c__zongmianji", "总面积"),
			typed(typeDate, "c__shengchanwangongriqi", "生产完工日期"), text("c__beizhu", "备注"),
		}},
		{module{Entity: "e__mx1", Label: "拆单明细", NameField: "c__name"}, []*field{reference("c__ddId", "订单", "e__dd")}},
		{module{Entity: "e__cdmxmx", Label: "拆单明细明细", NameField: "c__name"}, []*field{
			reference("c__mx1Id", "拆单明细", "e__mx1"), typed(typeDecimal, "c__banmianjim", "板面积(㎡)"), text("c__mianbanyanse", "面板颜色"),
			typed(typeInt, "c__banhoumm", "板厚(mm)"),
		}},
	} {
		m.Code = firstModuleCode + i
		putModule(d.tx, m.module)
		for _, f := range m.fields {
			d.field(m.Entity, f)
		}
	}
	d.leads()
	d.approvals()
}

func (d *demoWriter) module(entity, owner string, values map[string]value) string {
	return d.store(d.tx.State.metadata.find(entity), "", owner, values)
}

func (d *demoWriter) leads() {
	accounts := d.tx.State.tables[account].byCreated.Page(0, demoAccounts/2)
	for i := range 60 {
		d.tx.Now = d.end.Add(-time.Duration(60-i) * 7 * time.Hour)
		at := accounts[d.money.IntN(len(accounts))]
		values := map[string]value{
			"c__name": textValue(string(surnames[i%len(surnames)]) + pick(d.money, givenNames)), "c__phone": textValue(fmt.Sprintf("139%08d", d.money.IntN(100_000_000))),
			"c__laiyuan": numberValue(int64(1 + i%3)), "c__accountId": textValue(at.id), "c__youxiao": boolValue(i%5 > 0),
			"c__lastAssignOn": textValue(formatTime(d.tx.Now)),
		}
		switch i % 20 {
		case 3:
			values["c__phone"] = textValue(" 139 0000 " + fmt.Sprint(1000+i))
		case 9:
			delete(values, "c__accountId")
			delete(values, "c__lastAssignOn")
		case 15:
			values["c__accountId"] = textValue(gone)
		}
		d.module("e__lead", userID(1+i%demoUsers), values)
	}
}

// approvals adds orders, a part for each, and the rows of the parts.
func (d *demoWriter) approvals() {
	accounts := d.tx.State.tables[account].byCreated.Page(0, demoAccounts/2)
	const orders = 40
	for i := range orders {
		d.tx.Now = d.end.Add(-time.Duration(orders-i) * 7 * time.Hour) // The oldest is not quite twelve days old.
		owner, state := userID(1+i%demoUsers), int64(i%4)
		values := map[string]value{
			"c__dingdanhao": textValue(fmt.Sprintf("DD%s%03d", d.tx.Now.In(zone).Format("20060102"), i+1)),
			"c__kehu":       textValue(accounts[d.money.IntN(len(accounts))].id),
			"c__zongjine":   money(int64(50_000 + d.money.IntN(9_000_000))), "c__zongmianji": money(int64(100 + d.money.IntN(20_000))),
			"c__shengchanwangongriqi": textValue(d.tx.Now.AddDate(0, 0, 14).In(zone).Format(time.DateOnly)), "state": numberValue(state),
		}
		if state == 1 {
			values["currentFlowStepId"], values["nextAuditers"] = textValue(fmt.Sprint("step-", 1+i%2)), textValue(userID(1))
		}
		if state > 1 {
			values["latestAuditer"], values["latestAuditTime"] = textValue(userID(1)), textValue(formatTime(d.tx.Now.Add(time.Hour)))
		}
		order := d.module("e__dd", owner, values)
		part := d.module("e__mx1", owner, map[string]value{"c__name": textValue(fmt.Sprint("部件", i+1)), "c__ddId": textValue(order)})
		for n := range demoRows*(i+1)/orders - demoRows*i/orders {
			d.row(owner, part, n)
		}
	}
}

func (d *demoWriter) row(owner, part string, n int) {
	values := map[string]value{
		"c__name": textValue(fmt.Sprint("板件", n+1)), "c__mx1Id": textValue(part), "c__banmianjim": money(int64(1 + d.money.IntN(400))),
		"c__mianbanyanse": textValue(pick(d.money, []string{"暖白", "胡桃木", "深灰", "原木"})), "c__banhoumm": numberValue(int64(9 + 9*d.money.IntN(2))),
	}
	switch d.money.IntN(12) { // What the wild programs guard against: no area, no colour.
	case 0:
		delete(values, "c__banmianjim")
	case 1:
		delete(values, "c__mianbanyanse")
	}
	d.module("e__cdmxmx", owner, values)
}
