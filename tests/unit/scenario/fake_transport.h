// A transport that answers from a list and remembers what was asked: for tests of the runner.
#ifndef PANDORA_TESTS_UNIT_SCENARIO_FAKE_TRANSPORT_H_
#define PANDORA_TESTS_UNIT_SCENARIO_FAKE_TRANSPORT_H_

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "core/scenario/scenario.h"

namespace pandora {

struct FakeTransport {
  std::deque<Response> responses;  // the last one is repeated
  std::vector<Request> requests;

  explicit FakeTransport(int status = 200, std::string body = "", std::string content_type = "application/json") {
    Add(status, std::move(body), std::move(content_type));
  }
  void Add(int status, std::string body, std::string content_type = "application/json") {
    Response response;
    response.status = status;
    response.headers.Add("Content-Type", std::move(content_type));
    response.body = std::move(body);
    responses.push_back(std::move(response));
  }
  Transport AsTransport() {
    return [this](const Request& request) -> Result<Response> {
      requests.push_back(request);
      Response response = responses.front();
      if (responses.size() > 1) responses.pop_front();
      return response;
    };
  }
};

inline Result<std::string> NoFiles(const std::string& name) { return Status(ErrorCode::kNotFound, "no file " + name); }

}  // namespace pandora

#endif  // PANDORA_TESTS_UNIT_SCENARIO_FAKE_TRANSPORT_H_
