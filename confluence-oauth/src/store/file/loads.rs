//! Loads that share a read: however many ask at a time, the file is read once for all who asked before that read began.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::{Inner, WORK};
use crate::error::{Error, Result};
use crate::store::{Entry, EntryKey};
use crate::task_end::{cut_off, ended};

type Answer = oneshot::Sender<Result<Option<Entry>>>;
type Waiting = HashMap<EntryKey, Vec<Answer>>;

/// The loads that wait for the next read.
#[derive(Default)]
pub(super) struct Loads(Mutex<State>);

#[derive(Default)]
struct State {
    waiting: Waiting,
    /// A thread reads, and looks here again before it leaves.
    reading: bool,
    #[cfg(test)]
    reads: usize,
}

impl Loads {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the next read; whether somebody has to begin with it.
    fn wait(&self, key: &EntryKey, answer: Answer) -> bool {
        let mut state = self.state();
        state.waiting.entry(key.clone()).or_default().push(answer);
        !std::mem::replace(&mut state.reading, true)
    }

    /// Those who wait, or `None` if nobody does: then the thread leaves.
    fn next(&self) -> Option<Waiting> {
        let mut state = self.state();
        state.reading = !state.waiting.is_empty();
        #[cfg(test)]
        {
            state.reads += usize::from(state.reading);
        }
        state.reading.then(|| std::mem::take(&mut state.waiting))
    }

    #[cfg(test)]
    pub(super) fn reads(&self) -> usize {
        self.state().reads
    }
}

/// Loads an entry as it is stored now or later.
pub(super) async fn load(file: &Arc<Inner>, key: &EntryKey) -> Result<Option<Entry>> {
    let (answer, answered) = oneshot::channel();
    let reading = file.loads.wait(key, answer).then(|| {
        let reader = Reader(Some(Arc::clone(file)));
        tokio::task::spawn_blocking(move || {
            reader.run();
            Err(cut_off(WORK))
        })
    });
    match (answered.await, reading) {
        (Ok(answer), _) => answer,
        // Whoever began the read tells how it ended; the others may begin the next one.
        (Err(_), Some(reading)) => ended(WORK, reading).await,
        (Err(_), None) => Err(cut_off(WORK)),
    }
}

/// Reads for as long as somebody waits; if it is cut off, those who wait are told and the next one reads.
struct Reader(Option<Arc<Inner>>);

impl Reader {
    fn run(mut self) {
        while let Some(file) = &self.0 {
            match file.loads.next() {
                Some(waiting) => file.answer(waiting),
                None => self.0 = None,
            }
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(file) = &self.0 {
            *file.loads.state() = State::default();
        }
    }
}

impl Inner {
    fn answer(&self, waiting: Waiting) {
        let text = self.text();
        let contents = text.as_ref().map_err(Error::clone).and_then(|text| self.parse(text));
        for (key, answers) in waiting {
            for answer in answers {
                let found = contents.as_ref().map_err(Error::clone).and_then(|known| self.entry(known, &key));
                drop(answer.send(found));
            }
        }
    }
}
