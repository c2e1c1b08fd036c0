package main

import (
	"context"
	"os"
	"regexp"
	"time"
)

// parentEvery is how often a program that was started by go run looks for it.
const parentEvery = 200 * time.Millisecond

// goRun matches where go run puts what it builds: in a folder for the time, and from the second time on in the cache.
var goRun = regexp.MustCompile(`go-build|[/\\][0-9a-f]{64}-d[/\\]`)

// withParent returns a context that ends, under go run, with go run: that does not pass on the signal that ends it,
// and would leave the program behind.
func withParent(ctx context.Context) context.Context {
	program, err := os.Executable()
	if err != nil || !goRun.MatchString(program) {
		return ctx
	}
	ctx, stop := context.WithCancel(ctx)
	go func() {
		defer stop()
		for parent := os.Getppid(); os.Getppid() == parent; {
			time.Sleep(parentEvery)
		}
	}()
	return ctx
}
