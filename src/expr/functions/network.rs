//! Functions over address ranges: IPv4 and IPv6, as Terraform's own library counts.

use super::arguments::settled;
use super::{Arity, Call, Function, OnUnknown};
use crate::value::{ListKind, Type, Value};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

/// Most bits by which one call of `cidrsubnets` extends a prefix.
const MAX_EXTENSION: i128 = 32;

pub(super) const FUNCTIONS: &[Function] = &[
    row("cidrhost", Arity::exactly(2), host),
    row("cidrnetmask", Arity::exactly(1), netmask),
    row("cidrsubnet", Arity::exactly(3), subnet),
    Function {
        name: "cidrsubnets",
        arity: Arity::at_least(1),
        unknown: OnUnknown::Propagate,
        result: || Some(Type::List(Arc::new(Type::String))),
        run: |call| settled(subnets(call)),
    },
];

const fn row(name: &'static str, arity: Arity, run: fn(&Call<'_>) -> Value) -> Function {
    // none of the three ever gives an empty string, but they may be errors: the dispatcher says what is certain
    Function { name, arity, unknown: OnUnknown::Propagate, result: || Some(Type::String), run }
}

/// A range of addresses: its first, the length of its prefix, and how many bits its addresses have.
#[derive(Clone, Copy)]
struct Network {
    first: u128,
    prefix: u32,
    bits: u32,
}

impl Network {
    fn parse(text: &str) -> Option<Network> {
        let (address, prefix) = text.split_once('/')?;
        let (first, bits) = match parse_ipv4(address) {
            Some(address) => (u128::from(address), 32),
            None => (u128::from(address.parse::<Ipv6Addr>().ok()?), 128),
        };
        let digits = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_digit());
        let prefix = prefix.parse().ok().filter(|prefix| digits && *prefix <= bits)?;
        Some(Network { first: first & mask(prefix, bits), prefix, bits })
    }

    fn last(self) -> u128 {
        self.first | !mask(self.prefix, self.bits) & all(self.bits)
    }

    fn contains(self, address: u128) -> bool {
        address & mask(self.prefix, self.bits) == self.first
    }

    fn text(self) -> String {
        match mapped_ipv4(self.first, self.bits) {
            Some(address) => format!("{address}/{}", self.prefix.saturating_sub(96)),
            None => format!("{}/{}", address_text(self.first, self.bits), self.prefix),
        }
    }

    /// The range of that prefix length that follows, and whether it starts over at zero.
    fn next(self, prefix: u32) -> (Network, bool) {
        let network =
            |address: u128| Network { first: address & mask(prefix, self.bits), prefix, bits: self.bits };
        let following = network(self.last()).last().wrapping_add(1) & all(self.bits);
        (network(following), following == 0)
    }
}

/// Four decimal numbers; leading zeros are allowed, as Terraform has always read them.
fn parse_ipv4(text: &str) -> Option<u32> {
    let mut address = 0u32;
    let mut count = 0;
    for part in text.split('.') {
        if part.is_empty() || part.len() > 16 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let number: u64 = part.parse().ok()?;
        address = address.wrapping_shl(8) | u32::from(u8::try_from(number).ok()?);
        count += 1;
    }
    (count == 4).then_some(address)
}

fn all(bits: u32) -> u128 {
    if bits >= 128 { u128::MAX } else { (1 << bits) - 1 }
}

fn mask(prefix: u32, bits: u32) -> u128 {
    let host = bits.saturating_sub(prefix);
    all(bits) & !all(host)
}

fn mapped_ipv4(address: u128, bits: u32) -> Option<Ipv4Addr> {
    (bits == 128).then(|| Ipv6Addr::from(address).to_ipv4_mapped()).flatten()
}

fn address_text(address: u128, bits: u32) -> String {
    match (u32::try_from(address), mapped_ipv4(address, bits)) {
        (_, Some(address)) => address.to_string(),
        (Ok(address), _) if bits == 32 => Ipv4Addr::from(address).to_string(),
        _ => Ipv6Addr::from(address).to_string(),
    }
}

fn network_of(call: &Call<'_>) -> Result<Network, Value> {
    let text = call.string(0)?;
    Network::parse(&text).ok_or_else(|| call.error("not an address range in CIDR notation"))
}

fn host(call: &Call<'_>) -> Value {
    let run = || {
        let network = network_of(call)?;
        let number = call.integer(1)?;
        if mapped_ipv4(network.first, network.bits).is_some() {
            // Terraform mixes up the four and the sixteen bytes of these
            return Err(call.not_evaluated(Some(Type::String)));
        }
        let free = network.bits - network.prefix;
        let beyond = || Err(call.error("the address range has no host of that number"));
        let offset = if number < 0 {
            let Some(offset) = all(free).checked_sub(number.unsigned_abs() - 1) else { return beyond() };
            offset
        } else {
            number.unsigned_abs()
        };
        // Terraform compares the low 64 bits only, so that a greater number reaches into the prefix
        if offset > all(free) && free < 64 {
            return beyond();
        }
        Ok(Value::string(address_text(network.first | offset, network.bits)))
    };
    settled(run())
}

fn netmask(call: &Call<'_>) -> Value {
    match network_of(call) {
        Ok(network) if network.bits == 32 => Value::string(address_text(mask(network.prefix, 32), 32)),
        Ok(_) => call.error("IPv6 addresses have no netmask"),
        Err(error) => error,
    }
}

fn subnet(call: &Call<'_>) -> Value {
    let run = || {
        let network = network_of(call)?;
        let (bits, number) = (call.integer(1)?, call.integer(2)?);
        let too_long = || call.error("not enough address space for that many more bits");
        let prefix =
            i128::from(network.prefix).checked_add(bits).and_then(|prefix| u32::try_from(prefix).ok());
        let prefix = prefix.filter(|prefix| *prefix <= network.bits).ok_or_else(too_long)?;
        // fewer bits than the prefix has are not refused, and only numbers within 64 bits are compared
        let most = u32::try_from(bits).ok().filter(|bits| *bits < 64).map_or(u128::MAX, all);
        if u128::try_from(number).is_ok_and(|number| number > most) {
            return Err(call.error("that many more bits do not hold a network of that number"));
        }
        let first = placed(network, number, network.bits - prefix)
            .ok_or_else(|| call.not_evaluated(Some(Type::String)))?;
        Ok(Value::string(Network { first, prefix, ..network }.text()))
    };
    settled(run())
}

/// The number put in above the last `shift` bits. Negative ones are not refused: Terraform takes the absolute value
/// of what comes out. `None` where that does not fit the address.
fn placed(network: Network, number: i128, shift: u32) -> Option<u128> {
    if let Ok(number) = u128::try_from(number) {
        let shifted = number.checked_shl(shift).unwrap_or(0);
        let kept = shift >= 128 || shifted >> shift == number;
        return (kept && shifted <= all(network.bits)).then_some(network.first | shifted);
    }
    let address = i128::try_from(network.first).ok()?;
    let shifted = number.checked_mul(1i128.checked_shl(shift).filter(|factor| *factor > 0)?)?;
    Some((address | shifted).unsigned_abs()).filter(|address| *address <= all(network.bits))
}

fn subnets(call: &Call<'_>) -> Result<Value, Value> {
    let network = network_of(call)?;
    let mut results = Vec::new();
    let mut current: Option<Network> = None;
    for index in 1..call.arguments.len() {
        let extension = call.integer(index)?;
        if !(1..=MAX_EXTENSION).contains(&extension) {
            return Err(call.error("each prefix is extended by 1 to 32 bits"));
        }
        let prefix = network.prefix + u32::try_from(extension).unwrap_or(0);
        if prefix > network.bits {
            return Err(call.error("not enough address space for that many more bits"));
        }
        let before = current.unwrap_or(Network {
            first: network.first.wrapping_sub(1) & mask(prefix, network.bits),
            prefix,
            bits: network.bits,
        });
        let (next, started_over) = before.next(prefix);
        if started_over || !network.contains(next.first) {
            return Err(call.error("not enough address space is left"));
        }
        if !call.scope.budget().spend(1) {
            return Err(super::over_steps());
        }
        results.push(Value::string(next.text()));
        current = Some(next);
    }
    Ok(Value::list(ListKind::List, results))
}
