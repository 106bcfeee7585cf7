//! Mappings and lists of the configuration file whose entries depend on each other: no key twice,
//! no limit that can never be reached, no two projects of one name.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::file::{LimitEntry, ProjectEntry, RouteEntry};
use super::name::Label;
use super::problem::{duplicate_key, own_words};
use super::scalar::{Glob, Scalar, Text, read};

/// A mapping from names that the user chooses. Serde's own maps let the last of two equal keys win.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent, bound(serialize = "V: Serialize"))]
pub(super) struct Entries<K: Scalar + Ord, V>(pub(super) BTreeMap<Text<K>, V>);

impl<K: Scalar + Ord, V> Default for Entries<K, V> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<'de, K: Scalar + Ord, V: Deserialize<'de>> Deserialize<'de> for Entries<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<K, V>(PhantomData<(K, V)>);

        impl<'de, K: Scalar + Ord, V: Deserialize<'de>> Visitor<'de> for Reader<K, V> {
            type Value = Entries<K, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a mapping whose keys are {}", K::ACCEPTS)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = BTreeMap::new();
                while let Some(key) = map.next_key_seed(NewKey(&entries))? {
                    entries.insert(key, map.next_value()?);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(Reader(PhantomData))
    }
}

/// Reads a key that is not among those read so far; only here does a complaint get its place.
pub(super) struct NewKey<'a, K, V>(pub(super) &'a BTreeMap<Text<K>, V>);

impl<'de, K: Scalar + Ord, V> DeserializeSeed<'de> for NewKey<'_, K, V> {
    type Value = Text<K>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Text<K>, D::Error> {
        struct Reader<'a, K, V>(&'a BTreeMap<Text<K>, V>);

        impl<K: Scalar + Ord, V> Visitor<'_> for Reader<'_, K, V> {
            type Value = Text<K>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(K::ACCEPTS)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text<K>, E> {
                let key = Text(read(text)?);
                match self.0.contains_key(&key) {
                    true => Err(own_words(&duplicate_key(text))),
                    false => Ok(key),
                }
            }
        }

        deserializer.deserialize_str(Reader(self.0))
    }
}

impl<K: Scalar + Ord, V: JsonSchema> JsonSchema for Entries<K, V> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Entries".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<V>();
        json_schema!({ "type": "object", "additionalProperties": value })
    }
}

/// A list whose entries are judged against those before them.
pub(super) trait Listed {
    /// Why the list may not be empty, if it may not.
    const EMPTY: Option<&'static str> = None;

    /// What is wrong with `self` after `earlier`, if anything is.
    fn clash(&self, earlier: &[Self]) -> Option<String>
    where
        Self: Sized;
}

impl Listed for LimitEntry {
    fn clash(&self, earlier: &[Self]) -> Option<String> {
        let covers = |it: &Self| {
            let wider = |one: &Option<_>, other: &Option<_>| one.is_none() || one == other;
            wider(&it.priority, &self.priority) && wider(&it.severity, &self.severity)
        };
        let at = earlier.iter().position(covers)? + 1;
        let this = earlier.len() + 1;
        Some(format!(
            "limit {this} can never count, because limit {at} matches first whatever it matches: \
             move it up or remove it"
        ))
    }
}

impl Listed for RouteEntry {
    fn clash(&self, earlier: &[Self]) -> Option<String> {
        let all = self.service.is_none() && self.priority.is_none() && self.path.is_none();
        all.then(|| {
            format!(
                "route {} has no service, priority or path, so it would take every action: \
                 set tracker.repository to its repository instead",
                earlier.len() + 1
            )
        })
    }
}

impl Listed for Text<Label> {
    const EMPTY: Option<&'static str> =
        Some("at least one label is needed, because issues are found again by the first one");

    fn clash(&self, earlier: &[Self]) -> Option<String> {
        let label = &self.0.0;
        let same = earlier.contains(self);
        same.then(|| format!("the label `{label}` stands here twice"))
    }
}

impl Listed for Text<Glob> {
    const EMPTY: Option<&'static str> = Some("without a pattern no file is a report");

    fn clash(&self, _: &[Self]) -> Option<String> {
        None
    }
}

impl Listed for ProjectEntry {
    fn clash(&self, earlier: &[Self]) -> Option<String> {
        let (name, scope) = (&self.name.0.0, &self.scope);
        if earlier.iter().any(|it| it.name == self.name) {
            return Some(format!("two projects are called `{name}`"));
        }
        let same = scope.is_some() && earlier.iter().any(|it| it.scope == *scope);
        same.then(|| format!("project `{name}` has the scope of another one: each needs its own"))
    }
}

/// Reads a [`Listed`] list.
pub(super) fn listed<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: Listed + Deserialize<'de>,
    D: Deserializer<'de>,
{
    struct Reader<T>(PhantomData<T>);

    impl<'de, T: Listed + Deserialize<'de>> Visitor<'de> for Reader<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
            let mut read: Vec<T> = Vec::new();
            while let Some(entry) = list.next_element::<T>()? {
                match entry.clash(&read) {
                    Some(clash) => return Err(own_words(&clash)),
                    None => read.push(entry),
                }
            }
            match T::EMPTY.filter(|_| read.is_empty()) {
                Some(why) => Err(own_words(why)),
                None => Ok(read),
            }
        }
    }

    deserializer.deserialize_seq(Reader(PhantomData))
}
