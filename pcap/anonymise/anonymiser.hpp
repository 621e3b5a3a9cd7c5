// Replaces what tells who and where in captures: names, numbers, addresses, hosts and keys, the same one everywhere by
// the same other one. A replacement has the length and the shape of what it replaces (digits stay digits, hexadecimal
// stays hexadecimal, an address stays of its kind), so that lengths of SIP bodies, bencode strings and datagrams hold.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pcap/packet/endpoint.hpp"

namespace rtpe::capture {

/// The last line of a text that the capture cut becomes x: half a name is a name too.
[[nodiscard]] std::string without_cut_end(std::string text);

/// Learn everything first, then replace: a replacement is never one of the learned values.
/// Addresses that say nothing stay: 127.0.0.1, ::1, 0.0.0.0, ::, 255.255.255.255. Private ones stay private, loopback
/// ones loopback, multicast ones multicast.
class Anonymiser {
 public:
  /// Equal seeds and equal lessons give equal replacements: whoever has the seed can guess names.
  explicit Anonymiser(std::uint64_t seed) : seed_(seed) {}

  enum class Kind : std::uint8_t {
    name,  ///< user of a URI, display name, SDP user: a person or a number
    host,  ///< of letters; addresses are learned by learn_address()
    key,   ///< password, ICE credentials, SDES key, fingerprint, digest
  };
  /// Texts shorter than three letters, digits alone of less than six, and words of SIP, SDP and NG are replaced only
  /// where they stand as a URI's user, a display name or a whole learned string.
  void learn(Kind kind, std::string_view value);
  void learn_address(const Address& address);
  /// Every address that stands in the text.
  void learn_addresses(std::string_view text);
  /// URIs, display names, hosts, credentials and bodies of a SIP message.
  void learn_sip(std::string_view message);
  /// Origin, names, addresses, keys, ICE and DTLS of an SDP body.
  void learn_sdp(std::string_view body);
  /// An NG message, cookie in front or not: its SDP, addresses and names.
  void learn_ng(std::string_view message);
  /// The value of a key in an NG dictionary.
  void learn_ng_string(std::string_view key, std::string_view value);

  [[nodiscard]] Address address(const Address& address) const;
  /// The value as learned, or any text in which learned values stand: the same length.
  [[nodiscard]] std::string text(std::string_view text) const;
  /// A SIP message: bodies that are no SDP become x.
  [[nodiscard]] std::string sip(std::string_view message) const;
  /// An NG message, string by string. JSON is written anew and may have another length.
  [[nodiscard]] std::string ng(std::string_view message) const;

  /// What must not be found in a result: learned texts that are replaced everywhere, and addresses.
  [[nodiscard]] std::vector<std::string> originals() const;

 private:
  [[nodiscard]] std::string pseudonym(Kind kind, std::string_view value) const;
  [[nodiscard]] std::string made(Kind kind, std::string_view value, std::uint64_t salt) const;
  [[nodiscard]] std::string whole(std::string_view text) const;
  [[nodiscard]] std::string replaced(std::string_view text) const;
  [[nodiscard]] std::size_t replace_address(std::string& out, std::size_t at) const;
  [[nodiscard]] bool replace_word(std::string& out, std::size_t& at) const;
  [[nodiscard]] bool replace_named(std::string& out, std::size_t& at) const;
  void learn_uris(std::string_view text);
  void learn_host(std::string_view host);
  void learn_header(std::string_view name, std::string_view value);

  std::uint64_t seed_;
  boost::unordered_flat_map<std::string, Kind> values_;
  boost::unordered_flat_set<std::string> addresses_;                            ///< learned, as text
  mutable boost::unordered_flat_map<std::string, std::uint64_t> replacements_;  ///< salts
  mutable boost::unordered_flat_map<std::string, Address> address_replacements_;
  mutable boost::unordered_flat_set<std::string> given_out_;
  /// Texts that are replaced wherever they stand as a word, by their first three letters.
  boost::unordered_flat_map<std::uint32_t, std::vector<std::string>> everywhere_;
};

}  // namespace rtpe::capture
