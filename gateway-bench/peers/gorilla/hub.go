// hub PORT, on loopback: GET /ws joins, POST publishes, any other GET is answered with 200.
//
// One goroutine owns the set of clients; each client has a channel, and a goroutine that writes what comes through it.
package main

import (
	"io"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/gorilla/websocket"
)

const (
	writeWait    = 10 * time.Second
	sendCapacity = 256
)

type client struct {
	connection *websocket.Conn
	send       chan *websocket.PreparedMessage
}

type hub struct {
	join      chan *client
	leave     chan *client
	broadcast chan *websocket.PreparedMessage
}

func (h *hub) run() {
	clients := make(map[*client]bool)
	for {
		select {
		case joined := <-h.join:
			clients[joined] = true
		case left := <-h.leave:
			if clients[left] {
				delete(clients, left)
				close(left.send)
			}
		case message := <-h.broadcast:
			for each := range clients {
				select {
				case each.send <- message:
				default:
					delete(clients, each)
					close(each.send)
				}
			}
		}
	}
}

func (c *client) write() {
	defer c.connection.Close()
	for message := range c.send {
		c.connection.SetWriteDeadline(time.Now().Add(writeWait))
		if c.connection.WritePreparedMessage(message) != nil {
			return
		}
	}
}

// What clients say does not matter here, except that they leave.
func (c *client) read(h *hub) {
	for {
		if _, _, err := c.connection.NextReader(); err != nil {
			h.leave <- c
			c.connection.Close()
			return
		}
	}
}

var upgrader = websocket.Upgrader{ReadBufferSize: 1024, WriteBufferSize: 1024}

func (h *hub) subscribe(w http.ResponseWriter, r *http.Request) {
	connection, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		log.Println(err)
		return
	}
	joined := &client{connection: connection, send: make(chan *websocket.PreparedMessage, sendCapacity)}
	h.join <- joined
	go joined.write()
	go joined.read(h)
}

func (h *hub) publish(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	message, err := websocket.NewPreparedMessage(websocket.TextMessage, body)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	h.broadcast <- message
	w.WriteHeader(http.StatusAccepted)
}

func main() {
	h := &hub{make(chan *client), make(chan *client), make(chan *websocket.PreparedMessage)}
	go h.run()
	http.HandleFunc("/ws", h.subscribe)
	http.HandleFunc("/", h.publish)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], nil))
}
