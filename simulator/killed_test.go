package simulator_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/simulator"
)

// savesInto is where the process of TestAKilledSaveLeavesAGoodFile that is killed keeps its state.
const savesInto = "CRMSIM_TEST_SAVES_INTO"

// TestAKilledSaveLeavesAGoodFile: a process that saves all the time is killed after so many saves, while it is at
// the next. The file then has all that was saved before.
func TestAKilledSaveLeavesAGoodFile(t *testing.T) {
	if file := os.Getenv(savesInto); file != "" {
		saveUntilKilled(t, file)
		return
	}
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state")
	saved := 0
	for _, saves := range []int{1, 2, 4} {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAKilledSaveLeavesAGoodFile$", "-test.v")
		child.Env = append(os.Environ(), savesInto+"="+file)
		output, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(output); saves > 0 && lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "saved ") {
				saved++
				saves--
			}
		}
		if err := child.Process.Kill(); err != nil || saves > 0 {
			t.Fatalf("the process ended by itself, %d saves short: %v", saves, err)
		}
		_ = child.Wait() // It was killed.
		sim, err := simulator.New(simulator.Config{StateFile: file})
		if err != nil {
			t.Fatal(err)
		}
		w := &world{t, sim, "default", "000-default", "appkey-default"}
		n := w.count("saved*")
		if n < saved {
			t.Errorf("%d accounts are in the file, %d were saved", n, saved)
		}
		saved = n // The one that was being saved may be there, too.
	}
}

func saveUntilKilled(t *testing.T, file string) {
	w := newWorld(t, simulator.Config{StateFile: file})
	for n := w.count("saved*"); !t.Failed(); n++ {
		w.add(fmt.Sprint("saved ", n))
		w.control("POST", "/state", "", 200, nil)
		fmt.Println("saved", n)
	}
}
