#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "core/api/simulator.h"
#include "native/commands.h"
#include "native/host_clock.h"
#include "native/in_process.h"
#include "native/log.h"
#include "native/os_file_system.h"
#include "native/server.h"

namespace pandora {
namespace {

// Many systems allow no more descriptors at first than the server has connections.
void AllowManyDescriptors() {
  rlimit limit;
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

Result<ServerOptions> MakeServerOptions(const ParsedFlags& flags) {
  ServerOptions options;
  options.host = flags.Text("host");
  options.port = flags.Number("port");
  options.allowed_hosts = flags.List("allow-host");
  options.cors_origins = flags.List("cors");
  if (!flags.Text("web").empty()) {
    PANDORA_ASSIGN_OR_RETURN(options.web, StaticFiles::Open(flags.Text("web")));
  }
  return options;
}

Result<AuthSettings> MakeAuth(const ParsedFlags& flags) {
  AuthSettings auth;
  auth.strict = flags.Text("auth") == "strict";
  for (const std::string& pair : flags.List("keys")) {
    const size_t colon = pair.find(':');
    if (colon == 0 || colon == std::string::npos || colon + 1 == pair.size()) {
      return Status(ErrorCode::kBadRequest, "--keys: a value is not of the form ACCESSKEY:SECRETKEY");
    }
    auth.keys[pair.substr(0, colon)] = pair.substr(colon + 1);
  }
  if (auth.strict && auth.keys.empty()) {
    return Status(ErrorCode::kBadRequest, "--auth strict needs --keys ACCESSKEY:SECRETKEY, or PANDORA_SIM_KEYS");
  }
  return auth;
}

Status Serve(const ParsedFlags& flags) {
  PANDORA_ASSIGN_OR_RETURN(ServerOptions server_options, MakeServerOptions(flags));
  const std::string& data = flags.Text("data");
  SimulatorOptions options;
  std::unique_ptr<FileSystem> files;
  if (data != ":memory:") {
    PANDORA_ASSIGN_OR_RETURN(files, OpenOsFileSystem(data, kStateName));
  }
  options.files = files.get();
  options.state_file = kStateName;
  options.state_label = data;
  options.virtual_clock = flags.Text("clock") == "virtual";
  options.force_clock = flags.Given("clock");
  options.sync_full = flags.Text("sync") == "full";
  options.host_name = "native";
  PANDORA_ASSIGN_OR_RETURN(options.auth, MakeAuth(flags));
  options.deliveries_off =
      flags.Text("deliveries") == "on" ? "" : "deliveries are off: serve with --deliveries on to make them";
  PANDORA_ASSIGN_OR_RETURN(const std::unique_ptr<Simulator> simulator, Simulator::Open(options, HostNow()));
  PANDORA_ASSIGN_OR_RETURN(std::unique_ptr<Server> server, Server::Listen(std::move(server_options), simulator.get()));
  std::printf("{\"url\":\"%s\",\"port\":%d}\n", server->url().c_str(), server->port());
  std::fflush(stdout);
  Log(LogLevel::kInfo, "serving " + server->url() + ", state in " + data);
  server->Run();
  const Status last = simulator->Commit();
  Log(LogLevel::kInfo, "stopped");
  // A name server that does not answer would keep the process alive. What is left behind ends with it.
  static const Server* left_behind = nullptr;
  if (server->resolving()) left_behind = server.release();
  (void)left_behind;
  return last;
}

}  // namespace

int RunServe(const ParsedFlags& flags) {
  SetLogLevel(flags.Text("log"));
  std::signal(SIGPIPE, SIG_IGN);
  AllowManyDescriptors();
  const Status status = Serve(flags);
  if (status.ok()) return 0;
  // The words of the documented codes are for clients; who starts a server wants the reason alone.
  LogError(status.detail().empty() ? status.message() : status.detail());
  return 1;
}

}  // namespace pandora
