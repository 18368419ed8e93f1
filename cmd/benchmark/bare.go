package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"

	goredis "github.com/redis/go-redis/v9"

	"residencyassist/adapters/telegram"
)

// bareRole makes this program the bare loop.
const bareRole = "bare"

// bareText is all that the bare loop ever says, about as long as a question.
var bareText = string(bytes.Repeat([]byte("What is your question? "), 20))

// bare is the least that a bot can do with the same tools, and against which the
// real one is measured: an update comes by HTTP, one script runs in Redis, a
// message goes by HTTP. It keeps no promise at all.
func bare(ctx context.Context, redisAddress, apiURL string) error {
	client := goredis.NewClient(&goredis.Options{Addr: redisAddress, DisableIdentity: true})
	defer client.Close()
	script := goredis.NewScript(`return redis.call('SET', KEYS[1], ARGV[1])`)
	send := &http.Client{Transport: telegram.Transport()}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("serves at http://%s/\n", listener.Addr())
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := bareStep(r, client, script, send, apiURL); err != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
	})}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	return server.Serve(listener)
}

func bareStep(r *http.Request, client *goredis.Client, script *goredis.Script, send *http.Client, apiURL string) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	var update struct {
		Message struct {
			Chat struct {
				ID int64 `json:"id"`
			} `json:"chat"`
		} `json:"message"`
	}
	if err := json.Unmarshal(body, &update); err != nil {
		return err
	}
	chat := strconv.FormatInt(update.Message.Chat.ID, 10)
	if err := script.Run(r.Context(), client, []string{"bare:" + chat}, body).Err(); err != nil {
		return err
	}
	resp, err := send.PostForm(apiURL+"/botTOKEN/sendMessage", url.Values{"chat_id": {chat}, "text": {bareText}})
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}
