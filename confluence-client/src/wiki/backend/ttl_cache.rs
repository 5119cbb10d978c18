//! What was looked up once and need not be asked for again.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Values by key, bounded in number and, where they may change, in age.
pub(in crate::wiki) struct TtlCache<K, V> {
    entries: Mutex<HashMap<K, (V, Instant)>>,
    age: Option<Duration>,
}

impl<K: Eq + Hash, V: Clone> TtlCache<K, V> {
    const MOST: usize = 10_000;

    /// For values that never change.
    pub(in crate::wiki) fn without_end() -> Self {
        Self { entries: Mutex::default(), age: None }
    }

    /// For values that are good for a while.
    pub(in crate::wiki) fn of(age: Duration) -> Self {
        Self { entries: Mutex::default(), age: Some(age) }
    }

    pub(in crate::wiki) fn get(&self, key: &K) -> Option<V> {
        let entries = self.entries.lock().ok()?;
        let (value, since) = entries.get(key)?;
        let fresh = self.age.is_none_or(|age| since.elapsed() < age);
        fresh.then(|| value.clone())
    }

    pub(in crate::wiki) fn put(&self, key: K, value: V) {
        if let Ok(mut entries) = self.entries.lock() {
            if entries.len() >= Self::MOST && !entries.contains_key(&key) {
                entries.clear();
            }
            entries.insert(key, (value, Instant::now()));
        }
    }
}

impl<K, V> fmt::Debug for TtlCache<K, V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TtlCache").field("age", &self.age).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_old_is_forgotten() {
        let names = TtlCache::of(Duration::ZERO);
        names.put(1, "old");
        assert_eq!(names.get(&1), None);
        let keys = TtlCache::without_end();
        keys.put(1, "DOCS");
        assert_eq!((keys.get(&1), keys.get(&2)), (Some("DOCS"), None));
    }
}
