// Any flags string gives an error or a well-formed dictionary, in every personality, and any statement text parses or
// not.
#include <cstdlib>

#include "client/bencode/reader.hpp"
#include "client/script/call.hpp"
#include "client/script/dictionary.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rtpe;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static script::Flags flags;
  sip::Message message;
  message.method = message.cseq_method = "INVITE";
  message.call_id = "c";
  message.from_tag = "f";
  for (const auto& personality : personalities()) {
    flags.parse(text, personality);
    if (flags.fault != script::FlagFault::none) {
      if (flags.offending.empty()) std::abort();
      continue;
    }
    for (const Command command : {Command::offer, Command::delete_, Command::block_media}) {
      script::DictionaryInput input{.command = command, .sdp = "v=0", .media_lists = command == Command::offer};
      input.call_id = flags.call_id.given ? std::string_view(flags.call_id.text) : message.call_id;
      const auto tags = script::tags_of(command, message, flags, personality);
      if (!tags) std::abort();
      input.tags = *tags;
      std::string out;
      script::build_dictionary(input, flags, message, personality, out);
      bencode::Reader reader;
      const auto view = reader.read(out);
      if (!view || !view->find("command")) std::abort();
    }
    (void)script::parse_statement(text, personality);
  }
  return 0;
}
