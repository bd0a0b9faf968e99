// One client's connection: bytes to requests, answers to bytes. It reads until whole requests are there, hands them to its
// owner as a batch, keeps still until all of them are answered, sends the answers in one write, and reads on. So the owner
// decides when answers leave (after the commit of its turn), and a client that does not read its answers is not read from.
//
// Knows no operation of the API and never touches the simulator. Lives in shared_ptrs held by its owner and by the
// operations under way; all on the owner's thread.
#ifndef PANDORA_NATIVE_CONNECTION_H_
#define PANDORA_NATIVE_CONNECTION_H_

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/http.h"
#include "core/base/status.h"
#include "native/request_head.h"
#include "native/response_text.h"

namespace pandora {

using SteadyTime = std::chrono::steady_clock::time_point;

// A request to be answered.
struct Exchange {
  RequestHead head;                 // its request has the body
  std::optional<Response> refusal;  // set when the request was answered before it reached the owner: only to be sent
  std::string extra_fields;         // header lines to be added to the answer
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  class Owner {
   public:
    virtual ~Owner() = default;
    // `connection` has a batch of exchanges that wait for their answers.
    virtual void OnReady(std::shared_ptr<Connection> connection) = 0;
    virtual void OnClosed(Connection* connection) = 0;
    // Asked for each head, before its body is read: a refusal, or nothing. May set `extra_fields`.
    virtual std::optional<Response> Admit(const Request& request, std::string* extra_fields) = 0;
    // Whether a request like this one is documented with a body, and so must say how long it is.
    virtual bool NeedsLength(const Request& request) const = 0;
    // The time of the present turn and the Date field's value.
    virtual SteadyTime Now() const = 0;
    virtual std::string_view Date() const = 0;
  };

  Connection(boost::asio::ip::tcp::socket socket, Owner* owner);

  // Begins to read.
  void Start();

  // The next exchange of the batch that has no answer, or nullptr.
  Exchange* Next();
  // Answers the exchange that Next() shows. `committed` answers stand even when the turn's commit fails.
  void Answer(const Response& response, bool committed);
  // Ends a turn: a failed commit turns the turn's uncommitted answers into errors.
  void EndTurn(const Status& commit);
  // Sends what was answered.
  void Flush();
  // Goes on reading, or closes if that was agreed, when the whole batch is answered and sent; else later, by itself. Apart
  // from Flush so that all connections of a turn are sent to before any of them is read.
  void Resume();

  bool closed() const { return state_ == State::kClosed; }
  // True between requests: nothing of the next one has come.
  bool idle() const { return state_ == State::kHead && begin_ == end_; }
  // True when answers are still on their way out.
  bool sending() const { return !writing_.empty(); }
  // When the time allowed for the present state is over; among idle connections the oldest has the earliest.
  SteadyTime deadline() const { return deadline_; }
  // Ends a connection that is past its deadline; a client that was sending a request is told so.
  void TimeOut();
  void Close();

 private:
  enum class State {
    kHead,       // reads until a head is complete
    kBody,       // reads the body of the only exchange
    kAnswering,  // the owner has the batch, or its answers are on their way
    kDraining,   // all is sent; reads and drops what the client still sends, so that it can read our last words
    kClosed,
  };
  struct Mark {  // where in out_ an answer stands
    size_t exchange;
    size_t begin;
    bool committed;
  };

  void Advance();
  bool TakeRequest();
  bool TakeHead(size_t head_size);
  void Refuse(RequestHead head, Response response);
  void HandOver();
  void ReadMore();
  void OnRead(const boost::system::error_code& error, size_t size);
  void WriteRest();
  void SendNow(std::string_view text);
  void Drain();
  void Allow(std::chrono::milliseconds time) { deadline_ = owner_->Now() + time; }
  Framing FramingOf(const Exchange& exchange) const;
  std::string_view buffered() const { return {input_.get() + begin_, end_ - begin_}; }

  boost::asio::ip::tcp::socket socket_;
  Owner* const owner_;
  std::string peer_;
  State state_ = State::kHead;
  SteadyTime deadline_;

  // Bytes received and not yet used: [begin_, end_) of a fixed buffer. Bodies that do not fit are received in place.
  std::unique_ptr<char[]> input_;
  size_t begin_ = 0;
  size_t end_ = 0;
  size_t scanned_ = 0;        // bytes after begin_ known to hold no end of a head
  size_t body_received_ = 0;  // of the body under way
  size_t drained_ = 0;

  std::vector<Exchange> exchanges_;  // the batch
  size_t answered_ = 0;              // how many of them are
  std::vector<Mark> marks_;          // the answers of this turn
  std::string out_;                  // answers not yet given to the socket
  std::string writing_;              // what an asynchronous write is sending; nobody else touches it
  size_t written_ = 0;
};

}  // namespace pandora

#endif  // PANDORA_NATIVE_CONNECTION_H_
