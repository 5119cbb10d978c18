//! How SSH writes strings and numbers: RFC 4251, section 5.

/// The only algorithm here that signs OAuth 1.0a requests: RFC 4253, section 6.6.
pub(super) const RSA: &[u8] = b"ssh-rsa";

/// Reads one value after the other.
#[derive(Clone, Copy)]
pub(super) struct Wire<'a>(pub(super) &'a [u8]);

impl<'a> Wire<'a> {
    pub(super) fn number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    /// A string, or the digits of a number.
    pub(super) fn string(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.take(usize::try_from(length).ok()?)
    }

    pub(super) fn strings<const N: usize>(&mut self) -> Option<[&'a [u8]; N]> {
        let mut strings = [&[] as &[u8]; N];
        for string in &mut strings {
            *string = self.string()?;
        }
        Some(strings)
    }

    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }
}
