package main

import (
	"context"
	"os"
	"strings"
	"time"
)

// parentEvery is how often a program that was started by go run looks for it.
const parentEvery = 200 * time.Millisecond

// withParent returns a context that ends, under go run, with go run: that does not pass on the signal that ends it,
// and would leave the program behind.
func withParent(ctx context.Context) context.Context {
	program, err := os.Executable()
	if err != nil || !strings.Contains(program, "go-build") { // Where go run puts what it builds.
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
