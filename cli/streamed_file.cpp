#include "cli/streamed_file.hpp"

#include <cerrno>
#include <cstring>

namespace rtpe::cli {

Expected<StreamedFile> StreamedFile::create(const std::string& path) {
  auto place = ReplacedFile::open(path);
  if (!place) return std::unexpected(place.error());
  File file(std::fopen(place->path().c_str(), "wb"), std::fclose);
  if (!file)
    return std::unexpected(Error{
        .kind = ErrorKind::missing, .message = std::string("cannot create: ") + std::strerror(errno), .place = path});
  return StreamedFile(std::move(file), std::move(*place), path);
}

void StreamedFile::write(std::string_view bytes) {
  if (error_number_ == 0 && std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size())
    error_number_ = errno;
}

Expected<void> StreamedFile::close() {
  if (std::fclose(file_.release()) != 0 && error_number_ == 0) error_number_ = errno;
  if (error_number_ == 0) return place_.commit();
  return std::unexpected(Error{.kind = ErrorKind::missing,
                               .message = std::string("cannot write: ") + std::strerror(error_number_),
                               .place = path_});
}

}  // namespace rtpe::cli
