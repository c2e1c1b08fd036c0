package mutate
import ("testing";"time";"fmt";"os";"strconv";"github.com/crmsim/crmsim/contracts/suites")
func TestX(t *testing.T){
 start:=time.Now()
 v,_:=strconv.Atoi(os.Getenv("V"))
 all:=suites.All()[v:v+1]
 s,err:=Take(t.Context(),all,42,5*time.Second)
 if err!=nil{t.Fatal(err)}
 t.Log(time.Since(start),len(s.Mutants))
 one,_:=strconv.Atoi(os.Getenv("ONE"))
 b,err:=newBench(all,42,5*time.Second)
 if err!=nil{t.Fatal(err)}
 f,_:=os.Create("/tmp/verdicts-"+os.Getenv("V")+".txt")
 start=time.Now()
 n:=map[string]int{}
 for _,m:=range Sample(s.Mutants,one,1){
  v,err:=b.try(t.Context(),&m,false)
  if err!=nil{t.Fatal(err)}
  n[v.Class+" "+v.Verdict]++
  n[v.Verdict]++
  fmt.Fprintln(f,v.Verdict,m.ID,len(m.Specs),v.Fired,v.By,v.Nearest,fmt.Sprintf("%.1f",v.Seconds*1000),v.Why)
 }
 t.Log(time.Since(start))
 for k,v:=range n{t.Log(k,v)}
}
