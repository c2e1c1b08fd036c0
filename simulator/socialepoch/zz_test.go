package socialepoch
import ("testing";"time";"runtime";"fmt")
func TestZZ(t *testing.T){
 for _,n:=range []int{1000,1000000}{
 s:=time.Now(); w:=newWorld(t,"big",n); fmt.Println(n,"gen",time.Since(s))
 var m runtime.MemStats; runtime.GC(); runtime.ReadMemStats(&m); fmt.Println("heap",m.HeapAlloc/uint64(n+240),"B each")
 for _,b:=range []string{`"info":{},"current":1`,fmt.Sprintf(`"info":{},"current":%d`,n/20),`"info":{"delFlag":0},"current":30`,`"info":{"agentAccount":"linjing"},"current":1`,`"info":{"friendWhatsId":"62800000007919"},"current":1`}{
 s=time.Now(); for range 100 {w.ask("queryDelCustomerInfo",`{"tenantId":TENANT,"pageSize":20,`+b+`}`)}; fmt.Println(b,time.Since(s)/100)}
 s=time.Now(); out:=w.ask("delCustomers",fmt.Sprintf(`{"tenantId":TENANT,"userName":"ADMIN","type":1,"createTime":"2026-01-01 00:00:00","token":"%s"}`,signature(w.id(),w.credentials.UserName,"2026-01-01 00:00:00",w.credentials.APIKey))); fmt.Println("delall",time.Since(s),out)
 s=time.Now(); w.vendor.Reset(w.sandbox); fmt.Println("reset",time.Since(s))
 runtime.KeepAlive(w)
 }
}
