#include "core/api/router.h"

#include <gtest/gtest.h>

#include <set>

namespace pandora {
namespace {

TEST(Router, FindsRoutesAndParameters) {
  const Router router(AllRoutes());
  const struct {
    const char* method;
    const char* path;
    const char* id;
    const char* first;
    const char* second;
  } cases[] = {
      {"GET", "/v2/repos", "listRepos", "", ""},
      {"GET", "/v2/repos/", "listRepos", "", ""},
      {"POST", "/v2/repos/r1", "createRepo", "r1", ""},
      {"POST", "/v2/repos/r%31", "createRepo", "r1", ""},
      {"POST", "/v2/repos/r1/data", "pushData", "r1", ""},
      {"POST", "/v2/repos/r1/transforms/t1/to/r2", "createTransform", "r1", "t1"},
      {"GET", "/_sim/objects/b", "listObjects", "b", ""},
      {"GET", "/_sim/objects/b/a/b//c/", "getObject", "b", "a/b//c/"},
      {"GET", "/_sim/objects/b/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", "getObject", "b",
       "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17"},
  };
  for (const auto& one : cases) {
    std::string allow;
    const Result<Router::Match> match = router.Find(one.method, one.path, &allow);
    ASSERT_TRUE(match.ok()) << one.path << " " << match.status().message();
    EXPECT_EQ(match->route->id, one.id) << one.path;
    EXPECT_EQ(match->parameters[0], one.first) << one.path;
    EXPECT_EQ(match->parameters[1], one.second) << one.path;
  }
}

TEST(Router, TellsUnknownPathsFromUnfitMethods) {
  const Router router(AllRoutes());
  std::string allow;
  EXPECT_EQ(router.Find("GET", "/v1/repos", &allow).status().code(), ErrorCode::kNotFound);
  EXPECT_EQ(router.Find("GET", "/v2/repos//data", &allow).status().code(), ErrorCode::kNotFound);
  EXPECT_EQ(router.Find("GET", "", &allow).status().code(), ErrorCode::kNotFound);
  EXPECT_EQ(allow, "");
  EXPECT_EQ(router.Find("PATCH", "/v2/repos/r1", &allow).status().code(), ErrorCode::kMethodNotAllowed);
  EXPECT_EQ(allow, "POST, GET, PUT, DELETE");
  EXPECT_EQ(router.Find("GET", "/_sim/objects/b/%zz", &allow).status().code(), ErrorCode::kBadRequest);
}

TEST(Routes, AreWellFormed) {
  std::set<std::string_view> ids;
  const Router router(AllRoutes());
  for (const Route& route : AllRoutes()) {
    EXPECT_TRUE(ids.insert(route.id).second) << route.id;
    EXPECT_FALSE(route.english.empty() || route.chinese.empty() || route.tag.empty()) << route.id;
    EXPECT_EQ(route.content_type.empty(), route.example_body.empty() && route.id != "uploadState") << route.id;
    // The example leads to its own route.
    std::string allow;
    const std::string path(route.example_path.substr(0, route.example_path.find('?')));
    const Result<Router::Match> match = router.Find(route.method, path, &allow);
    ASSERT_TRUE(match.ok()) << route.id;
    EXPECT_EQ(match->route->id, route.id);
    if (route.content_type == "application/json") {
      EXPECT_TRUE(ParseJson(route.example_body).ok()) << route.id;
    }
  }
}

}  // namespace
}  // namespace pandora
