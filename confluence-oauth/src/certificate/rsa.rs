//! Writes `RSAPrivateKey`, the one form that signs, from the numbers that other formats hold: RFC 8017, appendix A.1.2.

use zeroize::Zeroizing;

use super::damaged;
use crate::error::Result;

const INTEGER: u8 = 0x02;
const SEQUENCE: u8 = 0x30;
/// In bytes: of RSA with 16,384 bits.
const MAX_NUMBER: usize = 2048;

/// Writes `RSAPrivateKey` from its numbers: n, e, d, p, q, d mod p-1, d mod q-1, the inverse of q.
pub(super) fn private_key(numbers: [&[u8]; 8]) -> Result<Zeroizing<Vec<u8>>> {
    if numbers.iter().any(|number| number.len() > MAX_NUMBER) {
        return Err(damaged("a number of the RSA key is larger than any key's"));
    }
    let size: usize = numbers.iter().map(|number| number.len() + 6).sum();
    let mut body = Zeroizing::new(Vec::with_capacity(size + 8));
    integer(&mut body, &[0]);
    for number in numbers {
        integer(&mut body, number);
    }
    let mut key = Zeroizing::new(Vec::with_capacity(body.len() + 8));
    element(&mut key, SEQUENCE, &body);
    Ok(key)
}

/// As [`private_key`], of a key that is kept without the exponents of its primes: n, e, d, p, q, the inverse of q.
pub(super) fn private_key_of_six([n, e, d, p, q, inverse]: [&[u8]; 6]) -> Result<Zeroizing<Vec<u8>>> {
    if [d, p, q].iter().any(|number| number.len() > MAX_NUMBER) {
        return Err(damaged("a number of the RSA key is larger than any key's"));
    }
    let (dp, dq) = (reduced(d, p), reduced(d, q));
    private_key([n, e, d, p, q, &dp, &dq, inverse])
}

/// `d` modulo `prime - 1`, bit by bit: this runs once, when a store is opened.
fn reduced(d: &[u8], prime: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut modulus = Zeroizing::new([&[0], prime].concat());
    if let Some(last) = modulus.last_mut() {
        // A prime is odd; of a number that is none nothing good comes anyway.
        *last &= 0xfe;
    }
    let mut rest = Zeroizing::new(vec![0; modulus.len()]);
    for byte in d {
        for shift in (0..8).rev() {
            double(&mut rest, byte >> shift & 1);
            if *rest >= *modulus {
                subtract(&mut rest, &modulus);
            }
        }
    }
    rest
}

/// Twice the number and a bit.
fn double(number: &mut [u8], bit: u8) {
    let mut carry = bit;
    for byte in number.iter_mut().rev() {
        let out = *byte >> 7;
        *byte = *byte << 1 | carry;
        carry = out;
    }
}

fn subtract(number: &mut [u8], other: &[u8]) {
    let mut borrow = false;
    for (byte, less) in number.iter_mut().zip(other).rev() {
        let (difference, one) = byte.overflowing_sub(*less);
        let (difference, two) = difference.overflowing_sub(u8::from(borrow));
        (*byte, borrow) = (difference, one || two);
    }
}

fn integer(out: &mut Vec<u8>, number: &[u8]) {
    let start = number.iter().position(|digit| *digit != 0).unwrap_or(number.len().saturating_sub(1));
    let digits = number.get(start..).unwrap_or_default();
    let sign = digits.first().is_none_or(|digit| *digit >= 0x80);
    let mut content = Zeroizing::new(Vec::with_capacity(digits.len() + 1));
    if sign {
        content.push(0);
    }
    content.extend_from_slice(digits);
    element(out, INTEGER, &content);
}

fn element(out: &mut Vec<u8>, tag: u8, content: &[u8]) {
    out.push(tag);
    let length = content.len();
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => out.push(short),
        Ok(long) => out.extend_from_slice(&[0x81, long]),
        Err(_) => {
            out.push(0x82);
            out.extend_from_slice(&u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes());
        }
    }
    out.extend_from_slice(content);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_are_reduced_by_their_primes() {
        let number = |bytes: &[u8]| bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        for (d, prime) in
            [(2753_u64, 61_u64), (2753, 53), (0, 3), (u64::MAX, 65_537), (7, 251), (12_345_678_901, 257)]
        {
            let reduced = reduced(&d.to_be_bytes(), &prime.to_be_bytes());
            assert_eq!(number(&reduced), d % (prime - 1), "{d} mod {prime}-1");
        }
    }

    #[test]
    fn numbers_of_no_key_are_refused_before_any_work() {
        let huge = vec![1; MAX_NUMBER + 1];
        let error = private_key_of_six([&[1], &[1], &huge, &huge, &[1], &[1]]).unwrap_err();
        assert!(error.to_string().contains("larger"), "{error}");
    }
}
