package quancheng
import ("testing";"time";"runtime";"strings")
func TestZZ(t *testing.T){
 v,err:=New(42,1_000_000); if err!=nil{t.Fatal(err)}
 s:=time.Now(); w:=settle(t,v,"default"); t.Log("build",time.Since(s))
 runtime.GC(); var m runtime.MemStats; runtime.ReadMemStats(&m); t.Log("heap per customer", m.HeapAlloc/1_000_240)
 for _,p:=range []string{"1","10000"}{ s=time.Now(); for range 200 { w.get("getAllCustomers","pageSize=100&pageIndex="+p)}; t.Log(p,time.Since(s)/200)}
 s=time.Now(); for range 100 { w.get("saveCustomer","json=%7B%22Name%22:%22x%22%7D")}; t.Log("save",time.Since(s)/100)
 if strings.Count(w.get("getAllCustomers","pageSize=100&pageIndex=10000"),"PK_ID")!=100 {t.Error("page")}
}
