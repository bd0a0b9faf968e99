// The HTTP server around one simulator: `pandora-sim serve`. One thread, one event loop. It works in turns: take in all
// requests that have come, handle them, commit once, send all answers. So a group of writes shares one commit, and no
// answer leaves before what it tells is durable. Between turns the simulator's clock is moved and its due tasks are run, a
// few at a time, so that a long replay does not make clients wait. Deliveries that the simulator asks for are made beside all that
// (native/delivery.h); what came of them is an input like a request.
//
// Knows which paths are the simulator's and which the console's files, and nothing more of the API.
#ifndef PANDORA_NATIVE_SERVER_H_
#define PANDORA_NATIVE_SERVER_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/api/simulator.h"
#include "core/base/status.h"
#include "native/static_files.h"

namespace pandora {

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;                    // 0: any free one
  std::optional<StaticFiles> web;  // the console; without it all paths go to the simulator
  std::vector<std::string> allowed_hosts;
  std::vector<std::string> cors_origins;
  size_t max_connections = 1024;
};

class Server {
 public:
  // Listens at once; answers from the first turn on. `simulator` is not owned and outlives the server.
  static Result<std::unique_ptr<Server>> Listen(ServerOptions options, Simulator* simulator);
  virtual ~Server() = default;

  virtual int port() const = 0;
  // "http://127.0.0.1:8711"
  virtual std::string url() const = 0;

  // Serves until SIGTERM, SIGINT or Stop; then answers and commits what it has taken in, sends the answers, and returns.
  virtual void Run() = 0;
  virtual void Stop() = 0;

  // True while its destructor could take long: a name server is asked for the address of a delivery.
  virtual bool resolving() const = 0;

  // One turn, for tests: waits for something to do when `wait`.
  virtual void RunTurn(bool wait) = 0;
};

}  // namespace pandora

#endif  // PANDORA_NATIVE_SERVER_H_
