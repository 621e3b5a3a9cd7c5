// Finds the things in texts that tell who and where.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "pcap/packet/endpoint.hpp"

namespace rtpe::capture {

struct AddressInText {
  std::size_t length = 0;
  Address address;
};
/// The address that begins at this place; nullopt: none, or the place is inside of a word or number.
[[nodiscard]] std::optional<AddressInText> address_at_place(std::string_view text, std::size_t at);

/// Does the letter belong to a word? Letters, digits, and bytes of UTF-8.
[[nodiscard]] bool is_word_letter(char letter);

/// Is this a word that the protocols need?
[[nodiscard]] bool is_protocol_word(std::string_view word);

/// The user part of the URI whose scheme ends at `at` ("sip:" before it); empty: none.
[[nodiscard]] std::string_view uri_user(std::string_view text, std::size_t at);
/// Behind "sip:", "sips:" or "tel:" that begins at `at`: where the scheme ends; 0: no scheme there.
[[nodiscard]] std::size_t scheme_end(std::string_view text, std::size_t at);

}  // namespace rtpe::capture
