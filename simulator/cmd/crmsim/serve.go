package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os/signal"
	"runtime/debug"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/crmsim/crmsim/simulator"
)

type serveCommand struct {
	Listen    string   `default:"127.0.0.1:8080" help:"Address to listen on; all vendors share it."`
	Seed      uint64   `default:"42" help:"Seed of ids and dice: same seed and requests, same answers."`
	Customers int      `default:"0" help:"Customers of each vendor beyond the demo data."`
	Fault     []string `help:"Fault of the default sandbox, such as wisecrm.addAccount=code=500:x2; may be repeated." sep:"none"`
	LogFormat string   `default:"text" enum:"text,json,off" help:"Format of the log on standard error: text, json or off."`
	Quiet     bool     `help:"Do not print the table of vendors at start."`
}

// Timeouts keep slow and abandoned connections from piling up. A whole request may take readTimeout to arrive.
const (
	headerTimeout   = 10 * time.Second
	readTimeout     = 30 * time.Second
	idleTimeout     = 2 * time.Minute
	shutdownTimeout = 5 * time.Second
)

// startGCPercent keeps the garbage collector from running while the heap is small and the documents
// are parsed, which is most of the time until the first answer.
const startGCPercent = 800

func (c *serveCommand) Validate() error {
	if c.Customers < 0 || c.Customers > 10_000_000 {
		return fmt.Errorf("--customers %d: want 0 to 10000000", c.Customers)
	}
	return nil
}

// Run serves until the process is told to stop.
func (c *serveCommand) Run(out output) error {
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", c.Listen, err)
	}
	defer listener.Close()
	normal := debug.SetGCPercent(startGCPercent)
	sim, err := simulator.New(simulator.Config{Seed: c.Seed, Customers: c.Customers, Faults: c.Fault})
	debug.SetGCPercent(normal)
	go debug.FreeOSMemory()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if !c.Quiet {
		c.printTable(out, sim, "http://"+listener.Addr().String())
	}
	return serve(ctx, listener, sim, logger(c.LogFormat))
}

func serve(ctx context.Context, listener net.Listener, handler http.Handler, log *slog.Logger) error {
	calls, hangUp := context.WithCancel(context.Background())
	defer hangUp()
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		IdleTimeout:       idleTimeout,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		BaseContext:       func(net.Listener) context.Context { return calls },
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	log.Info("listening", "address", listener.Addr().String())
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	hangUp() // Calls that a fault holds back end now.
	deadline, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(deadline); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	<-failed
	log.Info("stopped")
	return nil
}

// printTable shows what a newcomer needs: per vendor the base URL, the credentials and a call to paste.
func (c *serveCommand) printTable(out output, sim *simulator.Simulator, origin string) {
	fmt.Fprintf(out, "crmsim: sandbox %q, control API %s/_sim/health\n\n", simulator.DefaultSandbox, origin)
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "VENDOR\tBASE URL\tCREDENTIALS")
	entries := sim.Entries(origin)
	for _, e := range entries {
		fmt.Fprintf(table, "%s\t%s\t%s\n", e.Vendor, e.BaseURL, compact(e.Credentials))
	}
	_ = table.Flush() // Standard output may be closed.
	fmt.Fprintln(out, "\nTry:")
	for _, e := range entries {
		fmt.Fprintf(out, "  %s\n", e.Curl)
	}
	fmt.Fprintln(out)
}

// compact shows credentials on one line.
func compact(credentials any) string {
	text, err := json.Marshal(credentials)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
