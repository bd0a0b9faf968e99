// The parts of deliveries that need nobody at the other end; tests/interop/deliveries.mjs has the rest.
#include "native/delivery.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

TEST(Delivery, TakesTheAddressOutOfATarget) {
  const struct {
    const char* target;
    bool tls;
    const char *host, *port, *authority, *path;
  } cases[] = {
      {"http://127.0.0.1:7758/test/repos", false, "127.0.0.1", "7758", "127.0.0.1:7758", "/test/repos"},
      {"http://www.qiniu.com/", false, "www.qiniu.com", "80", "www.qiniu.com", "/"},
      {"https://pipeline.qiniu.com/a?b=http://c/d", true, "pipeline.qiniu.com", "443", "pipeline.qiniu.com",
       "/a?b=http://c/d"},
      {"https://[::1]:8443/a", true, "::1", "8443", "[::1]:8443", "/a"},
      {"http://[fe80::1]/a", false, "fe80::1", "80", "[fe80::1]", "/a"},
  };
  for (const auto& one : cases) {
    const std::optional<DeliveryAddress> address = ReadDeliveryAddress(one.target);
    ASSERT_TRUE(address) << one.target;
    EXPECT_EQ(address->tls, one.tls) << one.target;
    EXPECT_EQ(address->host, one.host);
    EXPECT_EQ(address->port, one.port);
    EXPECT_EQ(address->authority, one.authority);
    EXPECT_EQ(address->path, one.path);
  }
  for (const char* target : {"", "/path", "ftp://a/b", "http://", "http://a", "http:///b", "HTTP://a/b"}) {
    EXPECT_FALSE(ReadDeliveryAddress(target)) << target;
  }
}

TEST(Delivery, TellsOfAnAddressThatIsNone) {
  boost::asio::io_context context;
  std::vector<EffectResult> results;
  Deliverer deliverer(&context, [&results](EffectResult result) { results.push_back(std::move(result)); });
  Effect effect;
  effect.id = 5;
  effect.request.target = "ftp://a/b";
  deliverer.Start(std::move(effect));
  EXPECT_TRUE(results.empty()) << "never from within Start";
  EXPECT_EQ(deliverer.room(), Deliverer::kMaxInFlight - 1);
  context.run();
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].id, 5);
  EXPECT_EQ(results[0].status, 0);
  EXPECT_NE(results[0].error, "");
  EXPECT_EQ(deliverer.room(), Deliverer::kMaxInFlight);
}

TEST(Delivery, DestroyedInTheMiddle) {
  auto context = std::make_unique<boost::asio::io_context>();
  int told = 0;
  auto deliverer = std::make_unique<Deliverer>(context.get(), [&told](EffectResult) { ++told; });
  for (const char* target : {"http://127.0.0.1:9/", "https://127.0.0.1:9/"}) {
    Effect effect;
    effect.request.target = target;
    deliverer->Start(std::move(effect));
  }
  context->poll_one();
  deliverer.reset();
  context.reset();
  EXPECT_EQ(told, 0);
}

}  // namespace
}  // namespace pandora
