//! `RSAKeyValue` of XML Signature with its private parts, as .NET writes it.

use base64::prelude::*;
use zeroize::Zeroizing;

use super::{Found, Result, damaged, no_private_key, rsa};

pub(super) fn read(content: &[u8]) -> Result<Found> {
    let text = std::str::from_utf8(content).map_err(|_| damaged("it is not text"))?;
    if !text.contains("RSAKeyValue") {
        return Err(damaged("it is XML, but no RSAKeyValue"));
    }
    if !text.contains("<D>") {
        return Err(no_private_key("the RSAKeyValue"));
    }
    let number = |name: &str| {
        let (_, after) = text.split_once(&format!("<{name}>"))?;
        let (value, _) = after.split_once(&format!("</{name}>"))?;
        let value = Zeroizing::new(value.split_whitespace().collect::<String>());
        BASE64_STANDARD.decode(value.as_bytes()).ok().map(Zeroizing::new)
    };
    let names = ["Modulus", "Exponent", "D", "P", "Q", "DP", "DQ", "InverseQ"];
    let numbers: Option<Vec<_>> = names.into_iter().map(number).collect();
    let numbers = numbers.ok_or_else(|| damaged("a number of the RSAKeyValue is missing or damaged"))?;
    let slices: Vec<&[u8]> = numbers.iter().map(|number| number.as_slice()).collect();
    let slices = slices.try_into().map_err(|_| damaged("a number of the RSAKeyValue is missing"))?;
    Ok(Found::named(Vec::new(), rsa::private_key(slices)?))
}
