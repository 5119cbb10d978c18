//! Failures of one step of an edit.

use super::Failure;

impl Failure {
    /// The same of one of several steps of an edit, named as the argument that it came in.
    pub(crate) fn of_step(mut self) -> Self {
        let begin = self.kind.map(|kind| format!("{kind}: ")).unwrap_or_default();
        let named =
            self.what.strip_prefix(&begin).and_then(|said| said.strip_prefix("edit ")).and_then(|said| {
                let (number, said) = said.split_once(" of ")?;
                let (_, said) = said.split_once(": ")?;
                let at = number.parse::<usize>().ok()?.checked_sub(1)?;
                Some(format!("{begin}steps[{at}]: {said}"))
            });
        self.what = named.unwrap_or(self.what);
        self
    }
}
