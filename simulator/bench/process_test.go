package bench

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkProcess starts crmsim as a user does and reports the time from exec to the first answer
// of the control API and of a vendor, and the memory it then holds.
func BenchmarkProcess(b *testing.B) {
	program := filepath.Join(b.TempDir(), "crmsim")
	if out, err := exec.Command("go", "build", "-o", program, "../cmd/crmsim").CombinedOutput(); err != nil {
		b.Fatalf("build crmsim: %v\n%s", err, out)
	}
	var ready, answered time.Duration
	var resident, n int
	for b.Loop() {
		address := freeAddress(b)
		start := time.Now()
		server := exec.Command(program, "--listen", address, "--quiet", "--log-format", "off")
		if err := server.Start(); err != nil {
			b.Fatal(err)
		}
		waitFor(b, "http://"+address+"/_sim/health")
		ready += time.Since(start)
		waitFor(b, "http://"+address+"/gw/account/list")
		answered += time.Since(start)
		time.Sleep(settle)
		resident += residentKiB(server.Process.Pid)
		n++
		_ = server.Process.Signal(os.Interrupt)
		_ = server.Wait()
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ready.Seconds()*1000/float64(n), "ms-to-health")
	b.ReportMetric(answered.Seconds()*1000/float64(n), "ms-to-first-answer")
	b.ReportMetric(float64(resident)/float64(n)/1024, "MiB-idle")
}

// settle is how long a fresh crmsim is left alone before it counts as idle.
const settle = time.Second

func freeAddress(b *testing.B) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func waitFor(b *testing.B, url string) {
	b.Helper()
	for range 10_000 {
		response, err := http.Get(url)
		if err == nil {
			_ = response.Body.Close()
			return
		}
		time.Sleep(time.Millisecond / 2)
	}
	b.Fatalf("%s does not answer", url)
}

// residentKiB is the process's resident memory, 0 where /proc does not tell.
func residentKiB(pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kib, _ := strconv.Atoi(fields[0])
	return kib
}
