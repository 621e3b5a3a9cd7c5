// Replies of one session without what is random: every random thing gets a name in order of its first appearance, so
// that not only its presence but also where it stays the same and where it changes is compared.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "client/bencode/value.hpp"

namespace rtpe::lane {

class Normaliser {
 public:
  /// `addresses`: the engine's own; `suffix`: what the player appended to the call-id.
  Normaliser(std::vector<std::string> addresses, std::string suffix)
      : addresses_(std::move(addresses)), suffix_(std::move(suffix)) {}
  /// What a request says is not random when a reply repeats it.
  void saw_request(std::string_view bytes) { requests_.append(bytes).push_back('\n'); }
  /// Local ports become P<n>+<offset>, keys, names, ids and fingerprints K<n>; times T; own addresses LOCAL<n>.
  [[nodiscard]] bencode::Value normalised(const bencode::Value& reply);

 private:
  void walk(bencode::Value& value, std::string_view key);
  void walk_stream(bencode::Value::Dictionary& stream);
  std::string sdp(const std::string& text);
  std::string line(const std::string& text, const std::string& address);
  std::string port(const std::string& address, long number);
  std::string session_id(const std::string& value);
  std::string name(std::string_view kind, const std::string& value);
  void hide_addresses(std::string& text) const;
  /// Tags of 64 hexadecimal digits that the engine made up.
  void hide_tags(std::string& text);

  std::vector<std::string> addresses_;
  std::string suffix_, requests_;
  struct Port {
    std::size_t pair;
    long first;
  };
  std::map<std::string, std::map<long, Port>> ports_;  ///< by address
  std::size_t pairs_ = 0;
  std::map<std::string, std::map<std::string, std::size_t>, std::less<>> names_;
};

}  // namespace rtpe::lane
