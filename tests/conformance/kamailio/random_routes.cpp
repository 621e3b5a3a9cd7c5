#include "tests/conformance/kamailio/random_routes.hpp"

#include <fmt/format.h>

#include <array>

#include "tests/conformance/kamailio/dice.hpp"

namespace rtpe::lane {
namespace {

using std::string_view;

constexpr std::array<string_view, 12> variables{"$var(a)", "$var(b)",     "$var(c)", "$avp(a)",
                                                "$avp(b)", "$xavp(x=>a)", "$var(u)", "$avp(n)",
                                                "$rm",     "$xavp(x=>b)", "$cs",     "$rc"};
constexpr std::array<string_view, 7> writable{"$var(a)", "$var(b)",     "$var(c)",       "$avp(a)",
                                              "$avp(b)", "$xavp(x=>a)", "$xavp(x[0]=>b)"};
constexpr std::array<string_view, 14> texts{"\"\"",   "\"a\"",   "\"0\"",      "\"5\"",   "\"05\"",
                                            "\"-3\"", "\"abc\"", "\"ABC\"",    "\"12x\"", "\"0x1f\"",
                                            "\"1\"",  "\" 7\"",  "\"INVITE\"", "\"b\""};
constexpr std::array<string_view, 10> numbers{"0", "1", "2", "5", "7", "-1", "-3", "31", "2147483647", "0x10"};
constexpr std::array<string_view, 9> patterns{"\"^a\"", "\"b\"",      "\"[0-9]+\"", "\"^$\"",     "\"A.C\"",
                                              "\"\"",   "\"(5|7)$\"", "\"^-\"",     "\"INV|BYE\""};
constexpr std::array<string_view, 6> calls{"is_method(\"INVITE\")",
                                           "is_method(\"BYE|ACK\")",
                                           "route(R1)",
                                           "route(R2)",
                                           "is_method(\"INVITE|BYE\")",
                                           "route(R3)"};
constexpr std::array<string_view, 8> transformations{"{s.len}",        "{s.int}",        "{s.toupper}",
                                                     "{s.tolower}",    "{s.substr,1,2}", "{s.select,0,b}",
                                                     "{s.substr,0,0}", "{s.trim}"};

/// What Kamailio knows of an expression before it runs.
enum class Type : std::uint8_t { number, text, any };

class Routes {
 public:
  explicit Routes(std::uint64_t seed) : dice_(seed) {}

  std::string all() {
    std::string out = "request_route {\n";
    for (int i = 0; i < 40; ++i) out += "  " + action(2, 0) + "\n  " + say() + "\n";
    out += "}\n";
    for (int route = 1; route <= 3; ++route) {
      out += fmt::format("route[R{}] {{\n", route);
      const int count = dice_.between(1, 3);
      for (int i = 0; i < count; ++i) out += "  " + action(1, route) + "\n";
      if (dice_.percent(60)) out += fmt::format("  return {};\n", dice_.percent(70) ? non_zero() : std::string("1"));
      out += "}\n";
    }
    return out;
  }

  std::string action(int depth, int route) {
    const int kind = dice_.between(1, 100);
    if (depth == 0 || kind <= 45) return fmt::format("{} = {};", dice_.one_of(writable), expression(2, any_type()));
    if (kind <= 52) return fmt::format("{} = $null;", dice_.one_of(writable));
    if (kind <= 57) return fmt::format("$(avp({})[*]) = {};", dice_.percent(50) ? "a" : "b", leaf(any_type()));
    if (kind <= 80) {
      std::string out = fmt::format("if ({}) {{ {} }}", expression(2, condition_type()), action(depth - 1, route));
      if (dice_.percent(50)) out += fmt::format(" else {{ {} }}", action(depth - 1, route));
      return out;
    }
    if (kind <= 87) return fmt::format("switch ({}) {{ {} }}", dice_.one_of(variables), cases(depth, route));
    if (kind <= 92)
      return fmt::format("$var(l) = 0; while ($var(l) < {}) {{ $var(l) = $var(l) + 1; {} }}", dice_.between(1, 3),
                         action(0, route));
    if (route == 0 && kind <= 97) return fmt::format("{};", dice_.one_of(calls));
    return "is_method(\"BYE\");";
  }

  /// May be refused.
  std::string wild_action() {
    wild_ = true;
    return dice_.percent(50) ? fmt::format("if ({}) exit;", expression(2, any_type()))
                             : fmt::format("$var(a) = {};", expression(2, any_type()));
  }

 private:
  std::string non_zero() {
    const auto number = dice_.one_of(numbers);
    return number == "0" ? "3" : std::string(number);
  }

  std::string say() {
    return fmt::format(
        "xlog(\"OUT {} $var(a)|$var(b)|$var(c)|$avp(a)|$(avp(a)[1])|$avp(b)|$xavp(x=>a)|$xavp(x=>b)|$rc\\n\");",
        ++said_);
  }

  std::string cases(int depth, int route) {
    std::string out;
    const int count = dice_.between(1, 3);
    const bool number = dice_.percent(50);
    for (int i = 0; i < count; ++i) {
      const std::string label = number ? std::to_string(i) : fmt::format("\"{}\"", "aB5"[i]);
      out += fmt::format("case {}: {} {}", label, action(depth - 1, route), dice_.percent(60) ? "break; " : "");
    }
    if (dice_.percent(60)) out += fmt::format("default: {}", action(depth - 1, route));
    return out;
  }

  Type any_type() { return dice_.one_of(std::array{Type::number, Type::text, Type::any, Type::any}); }
  Type condition_type() { return dice_.percent(80) ? Type::number : Type::any; }

  std::string leaf(Type type) {
    if (wild_ && dice_.percent(25)) type = any_type();
    if (type == Type::number) return std::string(dice_.one_of(numbers));
    if (type == Type::text) return std::string(dice_.one_of(texts));
    if (dice_.percent(12)) {
      const std::string name(dice_.one_of(std::array<string_view, 3>{"var(a)", "avp(a)", "rm"}));
      // What Kamailio makes of the method's number as text is not imitated.
      const auto transformation = name == "rm" ? string_view("{s.tolower}") : dice_.one_of(transformations);
      return fmt::format("$({}{})", name, transformation);
    }
    return std::string(dice_.one_of(variables));
  }

  /// Any operand that may stand where a number is needed.
  std::string numeric(int depth) { return expression(depth, dice_.percent(60) ? Type::any : Type::number); }
  std::string textual(int depth) { return expression(depth, dice_.percent(60) ? Type::any : Type::text); }

  std::string expression(int depth, Type type) {
    if (depth == 0 || dice_.percent(25)) return leaf(type);
    switch (type) {
      case Type::number:
        return number_expression(depth - 1);
      case Type::text:
        return dice_.percent(70) ? fmt::format("({} + {})", expression(depth - 1, Type::text), leaf(any_type()))
                                 : fmt::format("(str){}", leaf(Type::any));
      case Type::any:
        break;
    }
    return fmt::format("({} + {})", expression(depth - 1, Type::any), leaf(any_type()));
  }

  std::string number_expression(int depth) {
    constexpr std::array<string_view, 9> signs{"+", "-", "*", "|", "&", "^", "mod", "<<", ">>"};
    constexpr std::array<string_view, 4> orders{"<", ">", "<=", ">="};
    switch (dice_.between(1, 12)) {
      case 1:
      case 2: {
        const auto sign = dice_.one_of(signs);
        const std::string right = sign == "<<" || sign == ">>" ? std::to_string(dice_.between(0, 5))
                                  : sign == "mod"              ? std::to_string(dice_.between(1, 9))
                                                               : numeric(depth);
        return fmt::format("({} {} {})", sign == "+" ? expression(depth, Type::number) : numeric(depth), sign, right);
      }
      case 3:
        return fmt::format("({} {} {})", numeric(depth), dice_.one_of(orders), numeric(depth));
      case 4:
      case 5:
        return fmt::format("({} {} {})", expression(depth, Type::any), dice_.percent(70) ? "==" : "!=",
                           dice_.percent(15) ? std::string("$null") : leaf(any_type()));
      case 6:
        return fmt::format("({} =~ {})", textual(depth), dice_.one_of(patterns));
      case 7:
        return fmt::format("({} {} {})", numeric(depth), dice_.percent(50) ? "&&" : "||", numeric(depth));
      case 8:
        return fmt::format("!{}", numeric(0));
      case 9:
        return fmt::format("strlen({})", textual(0));
      case 10:
        return fmt::format("strempty({})", textual(0));
      case 11:
        return fmt::format("defined {}", dice_.one_of(variables));
      default:
        return dice_.percent(60) ? std::string(calls[dice_.between<std::size_t>(0, 1)])
                                 : fmt::format("(int){}", leaf(Type::text));
    }
  }

  Dice dice_;
  int said_ = 0;
  bool wild_ = false;
};

}  // namespace

std::string random_routes(std::uint64_t seed) { return Routes(seed).all(); }
std::string random_action(std::uint64_t seed) { return Routes(seed).wild_action(); }

}  // namespace rtpe::lane
