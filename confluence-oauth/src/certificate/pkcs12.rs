//! PKCS#12: RFC 7292.

use zeroize::Zeroizing;

use super::der::{self, Reader};
use super::{Found, bounds, damaged, no_private_key, password_needed, pbe, pkcs12_mac};
use crate::error::Result;
use crate::properties::CertificateNames;
use crate::secret::Secret;

const CONTEXT_0: u8 = 0xa0;
const OCTETS: u8 = 0x04;
const OID: u8 = 0x06;
/// 1.2.840.113549.1, below which all names here are.
const RSADSI: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01];
const DATA: &[u8] = &[7, 1];
const ENCRYPTED_DATA: &[u8] = &[7, 6];
const KEY_BAG: &[u8] = &[12, 10, 1, 1];
const SHROUDED_KEY_BAG: &[u8] = &[12, 10, 1, 2];
const CERTIFICATE_BAG: &[u8] = &[12, 10, 1, 3];
const FRIENDLY_NAME: &[u8] = &[9, 20];
const LOCAL_KEY_ID: &[u8] = &[9, 21];

/// What one bag says of itself.
#[derive(Default)]
struct Labels {
    name: Option<String>,
    key_id: Option<Vec<u8>>,
}

#[derive(Default)]
struct Bags {
    keys: Vec<(Labels, Zeroizing<Vec<u8>>)>,
    certificates: Vec<(Labels, Vec<u8>)>,
    /// How much of the store was encrypted.
    sealed: usize,
}

/// The keys of the store, each under the subject of its certificate and its name.
pub(super) fn read(content: &[u8], password: Option<&Secret>, names: CertificateNames) -> Result<Vec<Found>> {
    let mut bags = Bags::default();
    let (safes, mac) = safes(content).ok_or_else(cut_short)?;
    match mac {
        Some(mac) => pkcs12_mac::verify(safes, mac, password)?,
        None => tracing::warn!(
            "{}: the PKCS#12 store has no MAC, so that a change of it cannot be detected",
            names.store
        ),
    }
    let mut safes = Reader::new(safes).sequence().ok_or_else(cut_short)?;
    while let Some(mut safe) = safes.sequence() {
        let kind = safe.expect(OID).ok_or_else(cut_short)?;
        let body = safe.expect(CONTEXT_0).ok_or_else(cut_short)?;
        match below(kind) {
            Some(DATA) => bags.read(Reader::new(body).expect(OCTETS).ok_or_else(cut_short)?, password)?,
            Some(ENCRYPTED_DATA) => {
                bags.count_sealed()?;
                let opened = encrypted(body, password)?;
                // What a wrong password makes by chance is no list of bags.
                Reader::new(&opened).sequence().ok_or_else(|| password_needed(true))?;
                bags.read(&opened, password)?;
            }
            _ => {}
        }
    }
    bags.found()
}

impl Bags {
    fn read(&mut self, contents: &[u8], password: Option<&Secret>) -> Result<()> {
        let mut contents = Reader::new(contents).sequence().ok_or_else(cut_short)?;
        while let Some(mut bag) = contents.sequence() {
            let kind = bag.expect(OID).ok_or_else(cut_short)?;
            let value = bag.expect(CONTEXT_0).ok_or_else(cut_short)?;
            let labels = labels(bag);
            match below(kind) {
                Some(KEY_BAG) => self.keys.push((labels, der::pkcs8(value)?)),
                Some(SHROUDED_KEY_BAG) => {
                    self.count_sealed()?;
                    self.keys.push((labels, unshroud(value, password)?));
                }
                Some(CERTIFICATE_BAG) => {
                    self.certificates.push((labels, certificate(value).ok_or_else(cut_short)?.to_vec()));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// One more that has to be opened.
    fn count_sealed(&mut self) -> Result<()> {
        self.sealed += 1;
        bounds::sealed(self.sealed)
    }

    fn found(self) -> Result<Vec<Found>> {
        if self.keys.is_empty() {
            return Err(no_private_key("the PKCS#12 store"));
        }
        let own = |key: &Labels, pkcs1: &[u8], (labels, certificate): &(Labels, Vec<u8>)| {
            (key.key_id.is_some() && labels.key_id == key.key_id) || der::certifies(certificate, pkcs1)
        };
        let named = |(labels, pkcs1): (Labels, Zeroizing<Vec<u8>>)| {
            let certificates = self.certificates.iter();
            let (own, others): (Vec<_>, Vec<_>) =
                certificates.partition(|certificate| own(&labels, &pkcs1, certificate));
            let subjects = own.iter().filter_map(|(_, certificate)| der::subject(certificate));
            let names = subjects.chain(labels.name.clone()).collect();
            let certificates =
                own.iter().chain(&others).map(|(_, certificate)| certificate.clone()).collect();
            Found { names, pkcs1, certificates }
        };
        Ok(self.keys.into_iter().map(named).collect())
    }
}

/// The `AuthenticatedSafe` within, and the `MacData` over it.
fn safes(content: &[u8]) -> Option<(&[u8], Option<&[u8]>)> {
    let mut store = Reader::new(content).sequence()?;
    store.next()?;
    let mut info = store.sequence()?;
    info.expect(OID).filter(|kind| below(kind) == Some(DATA))?;
    let safes = Reader::new(info.expect(CONTEXT_0)?).expect(OCTETS)?;
    Some((safes, store.raw()))
}

fn encrypted(body: &[u8], password: Option<&Secret>) -> Result<Zeroizing<Vec<u8>>> {
    let parts = || {
        let mut data = Reader::new(body).sequence()?;
        data.next()?;
        let mut info = data.sequence()?;
        info.next()?;
        Some((info.raw()?, info.expect(0x80)?))
    };
    let (algorithm, sealed) = parts().ok_or_else(cut_short)?;
    pbe::open(algorithm, sealed, password)
}

fn unshroud(value: &[u8], password: Option<&Secret>) -> Result<Zeroizing<Vec<u8>>> {
    let parts = || {
        let mut info = Reader::new(value).sequence()?;
        Some((info.raw()?, info.expect(OCTETS)?))
    };
    let (algorithm, sealed) = parts().ok_or_else(cut_short)?;
    opened_key(&pbe::open(algorithm, sealed, password)?)
}

/// What a wrong password makes by chance begins with anything, a key always alike.
fn opened_key(plain: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    match der::is_pkcs8(plain) {
        Some(true) => der::pkcs8(plain),
        _ => Err(password_needed(true)),
    }
}

fn certificate(value: &[u8]) -> Option<&[u8]> {
    let mut bag = Reader::new(value).sequence()?;
    bag.next()?;
    Reader::new(bag.expect(CONTEXT_0)?).expect(OCTETS)
}

fn labels(mut bag: Reader<'_>) -> Labels {
    let mut labels = Labels::default();
    let mut attributes = Reader::new(bag.next().map_or(&[], |(_, content)| content));
    while let Some(mut attribute) = attributes.sequence() {
        let kind = attribute.expect(OID).and_then(below);
        let value = attribute.next().and_then(|(_, values)| Reader::new(values).next());
        match (kind, value) {
            (Some(FRIENDLY_NAME), Some((_, text))) => labels.name = Some(utf16(text)),
            (Some(LOCAL_KEY_ID), Some((_, id))) => labels.key_id = Some(id.to_vec()),
            _ => {}
        }
    }
    labels
}

fn utf16(text: &[u8]) -> String {
    let units =
        text.chunks_exact(2).map(|pair| pair.iter().fold(0, |unit, byte| unit << 8 | u16::from(*byte)));
    String::from_utf16_lossy(&units.collect::<Vec<u16>>())
}

fn below(oid: &[u8]) -> Option<&[u8]> {
    oid.strip_prefix(RSADSI)
}

fn cut_short() -> crate::error::Error {
    damaged("the PKCS#12 store is cut short or damaged")
}
