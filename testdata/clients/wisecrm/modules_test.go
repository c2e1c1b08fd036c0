package wisecrm

import (
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator/simtest"
)

// What the jobs read of every record.
const kept = "createdBy,createdOn,isDeleted,modifiedBy,modifiedOn,owningBusinessUnit,owningUser"

// The modules of the tenant, with the fields that the jobs read of them.
var modules = map[string]string{
	"e__wlyy": "c__biaoti,c__chengshi,c__dianshangbupanduanyixiang,c__dingzhichanpin,c__dingzhiyiyuan,c__fenpeizhuangtai," +
		"c__gendankefubeizhu,c__genjincishu,c__huifangkefubeizhu,c__huodong,c__kehu,c__kehudengji,c__kehudizhi,c__kehushouji," +
		"c__kehusuozaichengshi,c__kehuxingming,c__kehuxuqiu,c__laiyuan,c__lastAssignOn,c__leixing,c__sheng,c__shi," +
		"c__tuiguangpingtai,c__type,c__url,c__wlyyId,c__xianqu,c__xiaoqu,c__yixiangfenlei,c__yixiangjingxiaoshang," +
		"c__yusuanfanwei,c__zhuangtai,c__zhuangxiujieduan,c__zuijinchulishijian,c__zuijingenjinneirong," + kept,
	"e__tqdj": "c__accountid,c__address,c__amount,c__consignee,c__dingdanhao,c__dingdanpanduanzhuangtai,c__dingzhichanpin," +
		"c__dingzhiyiyuan,c__fenpeizhuangtai,c__fujian,c__gendankefubeizhu,c__huifangkefubeizhu,c__kehudengji," +
		"c__kehusuozaichengshi,c__laiyuan,c__lastAssignOn,c__maijiahuiyuanming,c__message,c__orderdate,c__phone,c__remarks," +
		"c__shifouweijingxiaoshangdingdan,c__storename,c__tianmaoID,c__title,c__tqdjId,c__xghd,c__xgwlyy,c__xiaoqu," +
		"c__yusuanfanwei,c__yuyuemendian,c__zhuangtai,c__zhuangxiujieduan,c__zuijinchulishijian," + kept,
	"e__dd": "c__anzhuangdanshuliang,c__anzhuangfei,c__anzhuangrenyuan,c__baojiafujian,c__baozhuangyanse,c__beihuoqingkuang," +
		"c__beizhu,c__chaidanfujian,c__chaidanshenlingren,c__chaidanwanchengriqi,c__ddh,c__ddId,c__dingdanfujian,c__dingdanhao," +
		"c__dingdanleixing,c__dingdanzhuangtai,c__gtje,c__guitijine,c__jiagongzhongxin,c__jingxiaoshang,c__kehu," +
		"c__kehudianhua,c__kehudizhi,c__kehuxingming,c__paidanqingkuang,c__qitafei,c__shengchanwangongriqi," +
		"c__waidingmenfujian,c__waidingmenjine,c__wujinfujian,c__wujinpeijianjine,c__wuliuxinxi,c__xiangguanyizhuangfankuidan," +
		"c__yaoqiujiaohuoshijian,c__yunshufei,c__zongjine,c__zongmianji,createdBy,createdOn,currentFlowStepId,isDeleted," +
		"latestAuditer,latestAuditTime,modifiedBy,modifiedOn,nextAuditers,owningBusinessUnit,owningUser,recentTurnUsers,state",
}

// tenant sets up the modules as the tenant has them, with a few records.
func tenant(t *testing.T) (*simtest.Simulator, *moduleJob) {
	sim := simtest.New(t)
	names := map[string]string{"e__wlyy": "c__biaoti", "e__tqdj": "c__title"} // The demo data has e__dd.
	for entity, name := range names {
		sim.Control("PUT", "/data/wisecrm/modules/"+entity, map[string]any{"name_field": name}, nil)
	}
	for entity, fields := range modules {
		var rows []map[string]any
		for field := range strings.SplitSeq(fields, ",") {
			if has := field == names[entity] || field == "c__"+entity[len("e__"):]+"Id"; strings.HasPrefix(field, "c__") && !has {
				rows = append(rows, map[string]any{"id": entity + "." + field, "record": map[string]any{"data_type": "string"}})
			}
		}
		sim.Control("POST", "/data/wisecrm/fields", rows, nil)
	}
	job := &moduleJob{newSDK(sim), map[string][]object{}}
	for entity, name := range names {
		for range 3 {
			job.sdk.call("customentity/add", job.sdk.parameters(1, map[string]string{"entity": entity, "op_user": job.sdk.opUser}),
				`{"`+name+`":"甲"}`)
		}
	}
	return sim, job
}

// A moduleJob copies custom modules every night. Sources: ids 22320463968 (three modules and the query), 22619790248.
type moduleJob struct {
	sdk   *sdk
	table map[string][]object // by module
}

// run empties the table, reads all pages, and then stores all rows at once. An exception on the way leaves the table
// empty until the next night.
func (j *moduleJob) run(entity string) error {
	j.table[entity] = nil
	rows, err := j.sdk.rows("customentity/list", map[string]string{
		"entity": entity, "fields": modules[entity], "op_user": j.sdk.opUser,
	}, "")
	if err != nil {
		return err
	}
	j.table[entity] = rows
	return nil
}

func TestModules(t *testing.T) {
	t.Parallel()
	_, job := tenant(t)
	for entity, fields := range modules {
		id := "c__" + entity[len("e__"):] + "Id"
		want := total(t, job.sdk, entity, id)
		if err := job.run(entity); err != nil || len(job.table[entity]) != want || want < 3 {
			t.Errorf("%s: %v, %d of %d rows", entity, err, len(job.table[entity]), want)
		}
		for _, row := range job.table[entity] {
			if len(row) != len(strings.Split(fields, ",")) || len(row.text(id)) != 40 || row.text("isDeleted") != "false" {
				t.Errorf("%s: %v", entity, row)
			}
		}
	}
}

// TestModulesOnABadNight: a fault in the middle of the night costs the copy all that it had.
func TestModulesOnABadNight(t *testing.T) {
	t.Parallel()
	sim, job := tenant(t)
	for _, rule := range []string{
		"wisecrm.listCustomEntities=code=491:x1", "wisecrm.listCustomEntities=502:x1", "wisecrm.listCustomEntities=truncate:x1",
		"wisecrm.listCustomEntities=reset:x1",
	} {
		if err := job.run("e__wlyy"); err != nil || len(job.table["e__wlyy"]) == 0 {
			t.Fatalf("a good night: %v", err)
		}
		fault(sim, rule)
		calls(sim, "listCustomEntities")
		if err := job.run("e__wlyy"); err == nil || len(job.table["e__wlyy"]) > 0 {
			t.Errorf("%s: %v, %d rows", rule, err, len(job.table["e__wlyy"]))
		}
		if n := calls(sim, "listCustomEntities"); n != 1 {
			t.Errorf("%s: %d calls, want 1", rule, n)
		}
	}
}

// TestAFieldThatIsGone: one unknown name in fields costs all rows (WI-Q19), and the program its copy.
func TestAFieldThatIsGone(t *testing.T) {
	t.Parallel()
	sim, job := tenant(t)
	sim.AllowViolations("field")
	answer := job.sdk.call("customentity/list", job.sdk.parameters(1, map[string]string{
		"entity": "e__wlyy", "op_user": job.sdk.opUser, "fields": modules["e__wlyy"] + ",c__qudiao",
	}), "")
	if answer.text("error_code") != "401" || answer.text("error_msg") != "字段 c__qudiao 无效" {
		t.Errorf("%v", answer)
	}
}

// partRow is what the query's program keeps of a row. An area that is blank is nought.
type partRow struct {
	id, part, colour, thickness, created string
	area                                 *big.Rat
}

// parts reads the rows of parts of the last twelve days that have a colour. Source: id 22320463968; the types of the
// table, id 22415085891.
func parts(s *sdk, now time.Time) ([]partRow, error) {
	china := time.FixedZone("", 8*60*60)
	day := now.In(china)
	since := time.Date(day.Year(), day.Month(), day.Day()-12, 0, 0, 0, 0, china).Add(-time.Millisecond).Format(time.DateTime)
	rows, err := s.rows("entity/adv-query", map[string]string{
		"entity": "e__cdmxmx", "fields": "c__cdmxmxId,c__mx1Id,c__mx1Id.createdOn,c__banmianjim,c__mianbanyanse,c__banhoumm",
	}, `{"filters":[{"fieldName":"c__mx1Id.createdOn","operator":">","value":"`+since+`"},`+
		`{"fieldName":"c__mianbanyanse","operator":"$NOT_NULL$","value":""}],"type":"AND"}`)
	var all []partRow
	for _, row := range rows {
		area := new(big.Rat)
		if text := row.text("c__banmianjim"); strings.TrimSpace(text) != "" {
			if _, ok := area.SetString(text); !ok {
				return all, errNull
			}
		}
		all = append(all, partRow{
			row.text("c__cdmxmxId"), row.text("c__mx1Id"), row.text("c__mianbanyanse"), row.text("c__banhoumm"), row.text("c__mx1Id.createdOn"), area,
		})
	}
	return all, err
}

// TestParts: the query works on the demo data as it is, over more than one page.
func TestParts(t *testing.T) {
	t.Parallel()
	sim := simtest.New(t)
	all, err := parts(newSDK(sim), time.Now())
	if err != nil || len(all) <= 200 {
		t.Fatalf("%v, %d rows", err, len(all))
	}
	nought := 0
	for _, row := range all {
		if row.colour == "" || len(row.id) != 40 || len(row.part) != 40 || row.thickness == "" || len(row.created) != len(time.DateTime) {
			t.Errorf("%+v", row)
		}
		if row.area.Sign() == 0 {
			nought++
		}
	}
	if nought == 0 || nought == len(all) {
		t.Errorf("%d of %d areas are nought", nought, len(all))
	}
	if !slices.ContainsFunc(all, func(row partRow) bool { return !row.area.IsInt() }) {
		t.Error("no area has a fraction")
	}
	fault(sim, "wisecrm.advQuery=code=500")
	if _, err := parts(newSDK(sim), time.Now()); err == nil {
		t.Error("a failure is not noticed")
	}
}
