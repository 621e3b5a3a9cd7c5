// The ng verb over real sockets.
#pragma once
#include "client/script/rehearsal.hpp"

namespace rtpe::cli {

/// As script::rehearse(), but every command is sent to its node and waited for as the module does.
[[nodiscard]] Expected<script::RehearsalResult> send_for_real(const script::RehearsalOptions& options);

}  // namespace rtpe::cli
