package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"
)

// modules are those whose version bears on the figures.
var modules = [...]string{
	"github.com/redis/go-redis/v9", "modernc.org/sqlite", "github.com/looplab/fsm",
	"github.com/nicksnyder/go-i18n/v2", "github.com/go-telegram-bot-api/telegram-bot-api/v5",
}

// machine says what the figures were measured on.
func (b *bench) machine() (string, error) {
	info, err := b.client.InfoMap(b.ctx, "server").Result()
	if err != nil {
		return "", fmt.Errorf("asking Redis for its version: %w", err)
	}
	var versions []string
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, m := range build.Deps {
			if slices.Contains(modules[:], m.Path) {
				versions = append(versions, strings.TrimSuffix(m.Path[strings.Index(m.Path, "/")+1:], "/v9")+" "+m.Version)
			}
		}
	}
	return fmt.Sprintf("%s, %d cores, %s; %s; Redis %s (appendfsync %s); SQLite %s; %s.",
		processor(), runtime.NumCPU(), kernel(), runtime.Version(), info["Server"]["redis_version"], appendFsync,
		sqliteVersion(), strings.Join(versions, ", ")), nil
}

// processor is the model's name as Linux tells it.
func processor() string {
	file, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	defer func() { _ = file.Close() }() // it was only read
	for scan := bufio.NewScanner(file); scan.Scan(); {
		if name, value, _ := strings.Cut(scan.Text(), ":"); strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}

func kernel() string {
	release, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return runtime.GOOS
	}
	return "Linux " + strings.TrimSpace(string(release))
}

// The bot has the first core to itself; this program, its Redis and its Telegram
// share the others.
const botCore = "0"

// pin keeps this process, and what it starts, off the bot's core. What is meant
// for that core is started by onBotCore.
func pin() error {
	others := "1"
	if n := runtime.NumCPU(); n > 2 {
		others = fmt.Sprintf("1-%d", n-1)
	}
	if runtime.NumCPU() < 2 {
		return fmt.Errorf("one core is not enough: the bot needs one to itself")
	}
	out, err := exec.Command("taskset", "-a", "-p", "-c", others, strconv.Itoa(os.Getpid())).CombinedOutput()
	if err != nil {
		return fmt.Errorf("taskset, which keeps the bot's core free: %w: %s", err, out)
	}
	runtime.GOMAXPROCS(max(1, runtime.NumCPU()-1))
	return nil
}

func onBotCore(program string, args ...string) *exec.Cmd {
	return exec.Command("taskset", append([]string{"-c", botCore, program}, args...)...)
}

// tick is the unit of /proc/<pid>/stat on every Linux.
const tick = time.Second / 100

// cpu is the time that a process has spent on its work so far.
func cpu(pid int) (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The name in brackets may hold anything; the fields begin behind it.
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, fmt.Errorf("/proc/%d/stat cannot be read", pid)
	}
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	if err1 != nil || err2 != nil {
		return 0, fmt.Errorf("/proc/%d/stat cannot be read", pid)
	}
	return time.Duration(user+system) * tick, nil
}

var peak = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peakMemory is the most that a process has had resident, in MB.
func peakMemory(pid int) (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	m := peak.FindSubmatch(status)
	if m == nil {
		return 0, fmt.Errorf("/proc/%d/status does not tell the memory", pid)
	}
	kB, err := strconv.Atoi(string(m[1]))
	return float64(kB) / 1000, err
}
