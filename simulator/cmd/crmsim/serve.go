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
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/google/renameio/v2"

	"github.com/crmsim/crmsim/simulator"
)

type serveCommand struct {
	Listen   string `default:"127.0.0.1:8080" help:"Address to listen on; all vendors share it."`
	PortFile string `help:"File to write the port to once crmsim listens, for --listen 127.0.0.1:0."`
	world
	State        string        `help:"File to keep all sandboxes in: read at start if it is there, written at stop and on POST /_sim/state."`
	MaxSandboxes int           `default:"${max_sandboxes}" help:"Sandboxes beside the default one; beyond that the one that was idle longest goes."`
	MaxAge       time.Duration `help:"After what time a sandbox ends that does not say, such as 24h; the default one stays."`
	MaxIdle      time.Duration `help:"After what time without a call a sandbox ends that does not say."`
	AllowHost    []string      `help:"Host name under which the control API may be called, beside localhost and addresses; may be repeated."`
	LogFormat    string        `default:"text" enum:"text,json,off" help:"Format of the log on standard error: text, json or off."`
	Quiet        bool          `help:"Do not print the table of vendors at start."`
}

// A world is what the default sandbox begins with.
type world struct {
	Seed      uint64    `default:"42" help:"Seed of ids and dice: same seed and requests, same answers."`
	Customers int       `default:"0" help:"Customers of each vendor beyond the demo data."`
	DemoUntil time.Time `help:"When the demo data ends, such as 2026-01-05T09:00:00+08:00; without it, at the last full hour."`
	SeedFile  string    `help:"Records that sandboxes begin with beside the demo data: YAML or lines of JSON, for all vendors."`
	Fault     []string  `aliases:"faults" help:"Fault of the default sandbox, such as wisecrm.addAccount=code=500:x2; may be repeated." sep:"none"`
}

// Validate refuses what the types of the flags let through.
func (w *world) Validate() error {
	if w.Customers < 0 || w.Customers > 10_000_000 {
		return fmt.Errorf("--customers %d: want 0 to 10000000", w.Customers)
	}
	return nil
}

// Timeouts keep slow and abandoned connections from piling up. A whole request may take readTimeout to arrive.
const (
	headerTimeout   = 10 * time.Second
	readTimeout     = 30 * time.Second
	idleTimeout     = 2 * time.Minute
	shutdownTimeout = 5 * time.Second
)

// Validate refuses what the types of the flags let through.
func (c *serveCommand) Validate() error {
	if c.Listen == "" {
		return errors.New("--listen: want an address such as 127.0.0.1:8080; 0.0.0.0:8080 is every interface")
	}
	if c.MaxSandboxes < 1 {
		return fmt.Errorf("--max-sandboxes %d: want 1 or more", c.MaxSandboxes)
	}
	return c.world.Validate()
}

// Run serves until the process is told to stop.
func (c *serveCommand) Run(out output) error {
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", c.Listen, err)
	}
	defer listener.Close()
	sim, err := simulator.New(simulator.Config{
		Seed: c.Seed, Customers: c.Customers, DemoUntil: c.DemoUntil, SeedFile: c.SeedFile, Faults: c.Fault,
		StateFile: c.State, MaxSandboxes: c.MaxSandboxes, MaxAge: c.MaxAge, MaxIdle: c.MaxIdle, AllowHosts: c.AllowHost,
	})
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(withParent(context.Background()), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	go func() {
		<-ctx.Done()
		stop() // A second signal ends the process at once.
	}()
	if err := c.writePort(listener.Addr()); err != nil {
		return err
	}
	if !c.Quiet {
		c.printTable(out, sim, origin(listener.Addr()))
	}
	if err := serve(ctx, listener, sim, logger(c.LogFormat)); err != nil {
		return err
	}
	return sim.Save()
}

// writePort writes the port, whole or not at all, for whoever waits for the file.
func (c *serveCommand) writePort(addr net.Addr) error {
	if c.PortFile == "" {
		return nil
	}
	_, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return err
	}
	if err := renameio.WriteFile(c.PortFile, []byte(port+"\n"), 0o644); err != nil {
		return fmt.Errorf("port file: %w", err)
	}
	return nil
}

// origin is where this machine reaches a listener: on its loopback interface when it listens on all.
func origin(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return "http://" + net.JoinHostPort("127.0.0.1", port)
	}
	return "http://" + addr.String()
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
