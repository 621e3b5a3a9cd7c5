// Words of a kamailio.cfg.
#pragma once
#include <cstdint>
#include <string>

#include "client/route/place.hpp"

namespace rtpe::route {

enum class TokenKind : std::uint8_t {
  word,      ///< request_route, is_method, INVITE, msg:len
  number,    ///< 42, 0x1f
  text,      ///< "..." or '...', escapes resolved; neighbours are one
  variable,  ///< $var(x), $(ci{s.len}), $rU, @via[1].branch
  address,   ///< 10.0.0.1, 10.0.0.0/8, [2001:db8::1]
  symbol,    ///< == && ( ; ...
  end,
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::string text;
  std::int64_t number = 0;
  Position position = {};
};

}  // namespace rtpe::route
