#include "native/connection.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <cstring>
#include <utility>

namespace pandora {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr size_t kInputBytes = 2 * kMaxHeadBytes;
constexpr size_t kMaxBatch = 64;
constexpr size_t kBodyStep = 256 * 1024;
constexpr size_t kKeepCapacity = 64 * 1024;

constexpr seconds kIdleTime{120};
constexpr seconds kHeadTime{30};
constexpr seconds kTransferTime{30};
// Slower than this is no client but somebody who wants to hold a connection.
constexpr uint64_t kSlowestBytesPerSecond = 32 * 1024;
constexpr seconds kDrainTime{5};
constexpr size_t kMaxDrainBytes = size_t{256} << 20;

milliseconds TransferTime(uint64_t bytes) {
  return kTransferTime + milliseconds(static_cast<int64_t>(bytes * 1000 / kSlowestBytesPerSecond));
}

}  // namespace

Connection::Connection(boost::asio::ip::tcp::socket socket, Owner* owner)
    : socket_(std::move(socket)), owner_(owner), input_(new char[kInputBytes]) {}

void Connection::Start() {
  boost::system::error_code error;
  socket_.non_blocking(true, error);
  if (!error) socket_.set_option(boost::asio::ip::tcp::no_delay(true), error);
  const auto endpoint = socket_.remote_endpoint(error);
  if (error) return Close();
  peer_ = endpoint.address().to_string();
  Allow(kHeadTime);
  ReadMore();
}

Exchange* Connection::Next() { return !closed() && answered_ < exchanges_.size() ? &exchanges_[answered_] : nullptr; }

Framing Connection::FramingOf(const Exchange& exchange) const {
  Framing framing;
  framing.keep_alive = exchange.head.keep_alive;
  framing.http10 = exchange.head.http10;
  framing.head_only = exchange.head.head_only;
  framing.date = owner_->Date();
  framing.extra_fields = exchange.extra_fields;
  return framing;
}

void Connection::Answer(const Response& response, bool committed) {
  if (closed()) return;
  marks_.push_back({answered_, out_.size(), committed});
  AppendResponse(response, FramingOf(exchanges_[answered_]), &out_);
  ++answered_;
}

void Connection::EndTurn(const Status& commit) {
  if (!commit.ok() && !marks_.empty()) {
    const Response failure = ErrorResponse(commit);
    std::string rebuilt = out_.substr(0, marks_.front().begin);
    for (size_t i = 0; i < marks_.size(); ++i) {
      const size_t end = i + 1 < marks_.size() ? marks_[i + 1].begin : out_.size();
      if (marks_[i].committed) {
        rebuilt.append(out_, marks_[i].begin, end - marks_[i].begin);
      } else {
        AppendResponse(failure, FramingOf(exchanges_[marks_[i].exchange]), &rebuilt);
      }
    }
    out_ = std::move(rebuilt);
  }
  marks_.clear();
}

void Connection::Flush() {
  if (closed() || sending() || out_.empty()) return;
  // The socket's buffer nearly always has room, and then no operation need be set up.
  boost::system::error_code error;
  const size_t size = socket_.write_some(boost::asio::buffer(out_), error);
  if (error && error != boost::asio::error::would_block) return Close();
  if (size < out_.size()) {
    writing_.swap(out_);
    written_ = size;
    Allow(TransferTime(writing_.size()));
    WriteRest();
  }
  if (out_.capacity() > kKeepCapacity) out_ = std::string();
  out_.clear();
}

void Connection::WriteRest() {
  const auto rest = boost::asio::buffer(writing_) + written_;
  socket_.async_write_some(rest, [self = shared_from_this()](const boost::system::error_code& error, size_t size) {
    if (self->closed()) return;
    if (error) return self->Close();
    self->written_ += size;
    if (self->written_ < self->writing_.size()) return self->WriteRest();
    self->writing_ = std::string();
    self->Flush();
    self->Resume();
  });
}

void Connection::Resume() {
  if (state_ != State::kAnswering || sending() || answered_ < exchanges_.size()) return;
  if (!exchanges_.back().head.keep_alive) return Drain();
  exchanges_.clear();
  answered_ = 0;
  state_ = State::kHead;
  scanned_ = 0;
  Allow(begin_ == end_ ? kIdleTime : kHeadTime);
  Advance();
}

// Takes whole requests out of the buffer. A batch ends early before a request whose body is not all there: those that are
// complete shall not wait for it.
void Connection::Advance() {
  if (state_ == State::kHead) {
    while (exchanges_.size() < kMaxBatch && TakeRequest()) {
    }
    if (closed()) return;
    if (state_ == State::kHead && !exchanges_.empty()) return HandOver();
  }
  if (state_ == State::kBody && body_received_ == exchanges_.back().head.content_length) return HandOver();
  ReadMore();
}

void Connection::HandOver() {
  state_ = State::kAnswering;
  deadline_ = SteadyTime::max();
  owner_->OnReady(shared_from_this());
}

// True when it added a complete exchange to the batch and another may follow.
bool Connection::TakeRequest() {
  // Some clients of old send an empty line after a body.
  while (begin_ < end_ && (input_[begin_] == '\r' || input_[begin_] == '\n')) ++begin_;
  const size_t head_size = FindHeadEnd(buffered(), scanned_);
  if (head_size == 0 && buffered().size() < kMaxHeadBytes) {
    scanned_ = buffered().size();
    return false;
  }
  if (head_size == 0 || head_size > kMaxHeadBytes) {
    Refuse(RequestHead(),
           ErrorResponse(431, "the head of a request may have " + std::to_string(kMaxHeadBytes) + " bytes"));
    return false;
  }
  return TakeHead(head_size);
}

bool Connection::TakeHead(size_t head_size) {
  Exchange exchange;
  RequestHead& head = exchange.head;
  const Status status = ParseHead(buffered().substr(0, head_size), &head);
  if (!status.ok()) {
    Refuse(std::move(head), ErrorResponse(status));
    return false;
  }
  if (head.length_missing && owner_->NeedsLength(head.request)) {
    const std::string why = "a " + head.request.method + " of this kind has a body: send its Content-Length";
    Refuse(std::move(head), ErrorResponse(Status(ErrorCode::kE18003, why)));
    return false;
  }
  const size_t available = buffered().size() - head_size;
  const bool complete = head.content_length <= available;
  if (!complete && !exchanges_.empty()) return false;
  exchange.refusal = owner_->Admit(head.request, &exchange.extra_fields);
  if (exchange.refusal && !complete) {
    exchange.head.keep_alive = false;
    exchanges_.push_back(std::move(exchange));
    begin_ = end_;
    return false;
  }
  head.request.peer = peer_;
  const size_t body_size = std::min<uint64_t>(head.content_length, available);
  head.request.body.assign(input_.get() + begin_ + head_size, body_size);
  begin_ += head_size + body_size;
  scanned_ = 0;
  exchanges_.push_back(std::move(exchange));
  if (complete) return exchanges_.back().head.keep_alive;
  body_received_ = body_size;
  state_ = State::kBody;
  Allow(TransferTime(exchanges_.back().head.content_length));
  if (exchanges_.back().head.expect_continue && body_size == 0) SendNow("HTTP/1.1 100 Continue\r\n\r\n");
  return false;
}

void Connection::Refuse(RequestHead head, Response response) {
  Exchange exchange;
  exchange.head = std::move(head);
  exchange.head.keep_alive = false;
  exchange.refusal = std::move(response);
  exchanges_.push_back(std::move(exchange));
  begin_ = end_;
}

// For a few bytes when nothing else is on its way: they fit into the socket's buffer.
void Connection::SendNow(std::string_view text) {
  boost::system::error_code ignored;
  socket_.write_some(boost::asio::buffer(text.data(), text.size()), ignored);
}

void Connection::ReadMore() {
  boost::asio::mutable_buffer space;
  if (state_ == State::kBody) {
    std::string& body = exchanges_.back().head.request.body;
    const uint64_t missing = exchanges_.back().head.content_length - body_received_;
    // Grown step by step, so that a client must send what it announced before it is given the memory.
    if (body_received_ == body.size()) body.resize(body_received_ + std::min<uint64_t>(missing, kBodyStep));
    space = boost::asio::buffer(body.data() + body_received_, body.size() - body_received_);
  } else {
    if (begin_ > 0) {
      std::memmove(input_.get(), input_.get() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    space = boost::asio::buffer(input_.get() + end_, kInputBytes - end_);
  }
  socket_.async_read_some(space, [self = shared_from_this()](const boost::system::error_code& error, size_t size) {
    self->OnRead(error, size);
  });
}

void Connection::OnRead(const boost::system::error_code& error, size_t size) {
  if (closed()) return;
  if (error) return Close();
  if (state_ == State::kDraining) {
    drained_ += size;
    return drained_ > kMaxDrainBytes ? Close() : ReadMore();
  }
  if (state_ == State::kBody) {
    body_received_ += size;
  } else {
    if (begin_ == end_) Allow(kHeadTime);
    end_ += size;
  }
  Advance();
}

void Connection::Drain() {
  boost::system::error_code error;
  socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, error);
  if (error) return Close();
  state_ = State::kDraining;
  begin_ = end_ = 0;
  Allow(kDrainTime);
  ReadMore();
}

void Connection::TimeOut() {
  if (state_ == State::kBody || (state_ == State::kHead && begin_ != end_)) {
    Framing framing;
    framing.keep_alive = false;
    std::string text;
    AppendResponse(ErrorResponse(408, "the request did not come in time"), framing, &text);
    SendNow(text);
  }
  Close();
}

void Connection::Close() {
  if (closed()) return;
  state_ = State::kClosed;
  boost::system::error_code ignored;
  socket_.close(ignored);
  owner_->OnClosed(this);
}

}  // namespace pandora
