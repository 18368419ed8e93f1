package main

import (
	"os"
	"strings"
	"testing"
	"time"
)

// manifest is a Kubernetes object, as far as ours say anything. Where two kinds
// have a field of one name, it is the same here.
type manifest struct {
	APIVersion string     `yaml:"apiVersion"`
	Kind       string     `yaml:"kind"`
	Metadata   objectMeta `yaml:"metadata"`
	Spec       struct {
		Replicas        int `yaml:"replicas"`
		MinReadySeconds int `yaml:"minReadySeconds"`
		MinAvailable    int `yaml:"minAvailable"`
		Selector        any `yaml:"selector"`
		Ports           any `yaml:"ports"`
		Strategy        struct {
			Type          string `yaml:"type"`
			RollingUpdate struct {
				MaxSurge       int `yaml:"maxSurge"`
				MaxUnavailable int `yaml:"maxUnavailable"`
			} `yaml:"rollingUpdate"`
		} `yaml:"strategy"`
		Template struct {
			Metadata objectMeta `yaml:"metadata"`
			Spec     pod        `yaml:"spec"`
		} `yaml:"template"`
	} `yaml:"spec"`
}

type objectMeta struct {
	Name   string            `yaml:"name"`
	Labels map[string]string `yaml:"labels"`
}

type pod struct {
	Token      bool  `yaml:"automountServiceAccountToken"`
	Grace      int   `yaml:"terminationGracePeriodSeconds"`
	Security   guard `yaml:"securityContext"`
	Containers []struct {
		Name      string  `yaml:"name"`
		Image     string  `yaml:"image"`
		EnvFrom   any     `yaml:"envFrom"`
		Env       []value `yaml:"env"`
		Ports     any     `yaml:"ports"`
		Startup   probe   `yaml:"startupProbe"`
		Liveness  probe   `yaml:"livenessProbe"`
		Readiness probe   `yaml:"readinessProbe"`
		Lifecycle struct {
			PreStop struct {
				Sleep struct {
					Seconds int `yaml:"seconds"`
				} `yaml:"sleep"`
			} `yaml:"preStop"`
		} `yaml:"lifecycle"`
		Resources struct {
			Requests map[string]string `yaml:"requests"`
			Limits   map[string]string `yaml:"limits"`
		} `yaml:"resources"`
		Security guard `yaml:"securityContext"`
		Mounts   any   `yaml:"volumeMounts"`
	} `yaml:"containers"`
	Volumes any `yaml:"volumes"`
}

type value struct {
	Name  string `yaml:"name"`
	Value string `yaml:"value"`
}

type guard struct {
	NonRoot      bool `yaml:"runAsNonRoot"`
	User         int  `yaml:"runAsUser"`
	Group        int  `yaml:"runAsGroup"`
	Seccomp      any  `yaml:"seccompProfile"`
	Escalation   bool `yaml:"allowPrivilegeEscalation"`
	ReadOnly     bool `yaml:"readOnlyRootFilesystem"`
	Capabilities struct {
		Drop []string `yaml:"drop"`
	} `yaml:"capabilities"`
}

type probe struct {
	Get struct {
		Path string `yaml:"path"`
		Port string `yaml:"port"`
	} `yaml:"httpGet"`
	Period   int `yaml:"periodSeconds"`
	Timeout  int `yaml:"timeoutSeconds"`
	Failures int `yaml:"failureThreshold"`
}

// TestKubernetesManifestIsWhatItPromises reads it strictly. No cluster has run it
// here.
func TestKubernetesManifestIsWhatItPromises(t *testing.T) {
	text, err := os.ReadFile("operate/kubernetes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, document := range strings.Split(string(text), "\n---\n") {
		var m manifest
		strictly(t, document, &m)
		kinds = append(kinds, m.Kind)
		if m.Kind == "Deployment" {
			assertDeployed(t, m)
		}
	}
	if got := strings.Join(kinds, " "); got != "Deployment Service PodDisruptionBudget" {
		t.Errorf("it makes %s", got)
	}
}

func assertDeployed(t *testing.T, m manifest) {
	t.Helper()
	wrong := func(is bool, words string) {
		t.Helper()
		if is {
			t.Error(words)
		}
	}
	if len(m.Spec.Template.Spec.Containers) != 1 {
		t.Fatal("the bot is one container")
	}
	p, bot := m.Spec.Template.Spec, m.Spec.Template.Spec.Containers[0]
	roll := m.Spec.Strategy.RollingUpdate
	wrong(roll.MaxUnavailable != 0 || roll.MaxSurge < 1, "while one is replaced there are fewer")
	pause := time.Duration(bot.Lifecycle.PreStop.Sleep.Seconds) * time.Second
	wrong(time.Duration(p.Grace)*time.Second <= pause+drainTime, "a bot is cut off while it finishes what it has begun")
	wrong(!p.Security.NonRoot || p.Security.User != 65532 || bot.Security.Escalation || !bot.Security.ReadOnly || len(bot.Security.Capabilities.Drop) != 1, "the bot may do more than it needs")
	wrong(bot.Liveness.Get.Path != "/healthz", "a platform that is away would restart every bot")
	wrong(bot.Readiness.Get.Path != "/readyz", "a bot would get requests that it cannot do")
	wrong(bot.Startup.Period*bot.Startup.Failures < 300, "a Redis that loads its data for five minutes would be waited for no longer than that by the bot, and less by the kubelet")
	wrong(bot.Resources.Limits["memory"] == "" || bot.Resources.Limits["cpu"] != "", "it needs a limit on memory, and none on CPU, which would only delay people")
	for _, v := range bot.Env {
		wrong(v.Name == "STORAGE_URL" && !strings.HasPrefix(storageKind(v.Value), "redis"), "several bots need Redis")
	}
}
