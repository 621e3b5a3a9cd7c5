// What the processes of one proxy share. Private to client/proxy.
#pragma once
#include <cassert>
#include <cstdint>

#include "client/proxy/driver.hpp"
#include "client/proxy/lock_table.hpp"
#include "client/proxy/observer.hpp"

namespace rtpe::proxy {

struct Context {
  Proxy& shared;
  Driver& driver;
  ProxyObserver* observer;  ///< null: nobody listens
  LockTable locks = {};
  Fifo<LockWaiter, &LockWaiter::next> granted = {};  ///< have just been given the lock they wait for
  std::uint64_t operations = 0;                      ///< number of the last script function
};

}  // namespace rtpe::proxy
