//! The little of DER that private keys and certificates need: ITU-T X.690.

use zeroize::Zeroizing;

use super::{damaged, not_rsa};
use crate::error::Result;

const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const OID: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;

/// 1.2.840.113549.1.1.1
const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// Reads one element after the other.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The next element: its tag and content.
    pub(super) fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, mut rest) = rest.split_first()?;
        let mut length = usize::from(first);
        if first >= 0x80 {
            let count = usize::from(first & 0x7f);
            if count == 0 || count > 4 {
                return None;
            }
            let (digits, after) = rest.split_at_checked(count)?;
            length = digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit));
            rest = after;
        }
        let (content, after) = rest.split_at_checked(length)?;
        self.0 = after;
        Some((tag, content))
    }

    pub(super) fn expect(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.next().filter(|(found, _)| *found == tag).map(|(_, content)| content)
    }

    /// The next element whole, its tag and length included.
    pub(super) fn raw(&mut self) -> Option<&'a [u8]> {
        let before = self.0;
        self.next()?;
        before.get(..before.len() - self.0.len())
    }

    pub(super) fn sequence(&mut self) -> Option<Reader<'a>> {
        self.expect(SEQUENCE).map(Reader)
    }
}

/// Takes the RSA key out of `PrivateKeyInfo`: RFC 5208, section 5.
pub(super) fn pkcs8(bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let read = || {
        let mut info = Reader::new(bytes).sequence()?;
        info.expect(INTEGER)?;
        let algorithm = info.sequence()?.expect(OID)?;
        Some((algorithm, info.expect(OCTET_STRING)?))
    };
    match read() {
        Some((RSA_ENCRYPTION, key)) => Ok(Zeroizing::new(key.to_vec())),
        Some(_) => Err(not_rsa()),
        None => Err(damaged("the private key in it is damaged")),
    }
}

/// Whether the bytes are `PrivateKeyInfo`, or else `RSAPrivateKey`; `None` if neither.
pub(super) fn is_pkcs8(bytes: &[u8]) -> Option<bool> {
    let mut key = Reader::new(bytes).sequence()?;
    key.expect(INTEGER)?;
    match key.next()? {
        (SEQUENCE, _) => Some(true),
        (INTEGER, _) => Some(false),
        _ => None,
    }
}

/// The subject of a certificate as `CN=..., O=...`: RFC 5280, section 4.1.
pub(super) fn subject(certificate: &[u8]) -> Option<String> {
    let mut body = Reader::new(certificate).sequence()?.sequence()?;
    let (tag, _) = body.next()?;
    if tag == 0xa0 {
        body.expect(INTEGER)?;
    }
    body.sequence()?;
    body.sequence()?;
    body.sequence()?;
    let mut names = body.sequence()?;
    let mut parts = Vec::new();
    while let Some(set) = names.expect(SET) {
        let mut pair = Reader::new(set).sequence()?;
        let (kind, (_, value)) = (attribute(pair.expect(OID)?), pair.next()?);
        parts.push(format!("{kind}={}", String::from_utf8_lossy(value)));
    }
    Some(parts.join(", "))
}

fn attribute(oid: &[u8]) -> &'static str {
    match oid {
        [0x55, 4, 3] => "CN",
        [0x55, 4, 6] => "C",
        [0x55, 4, 7] => "L",
        [0x55, 4, 8] => "S",
        [0x55, 4, 10] => "O",
        [0x55, 4, 11] => "OU",
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1] => "E",
        _ => "?",
    }
}

/// Writes `RSAPrivateKey` from its numbers: n, e, d, p, q, d mod p-1, d mod q-1, the inverse of q.
pub(super) fn rsa_private_key(numbers: [&[u8]; 8]) -> Zeroizing<Vec<u8>> {
    let size: usize = numbers.iter().map(|number| number.len() + 6).sum();
    let mut body = Zeroizing::new(Vec::with_capacity(size + 8));
    integer(&mut body, &[0]);
    for number in numbers {
        integer(&mut body, number);
    }
    let mut key = Zeroizing::new(Vec::with_capacity(body.len() + 8));
    element(&mut key, SEQUENCE, &body);
    key
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
