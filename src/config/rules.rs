//! The rules in the configuration: each with a severity, or with `{severity: …}` and its options.

use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde::{Serialize, Serializer};

use super::entries::NewKey;
use super::name::Words;
use super::problem::own_words;
use super::scalar::{Percent, Scalar, Text, read};
use crate::policy::{Field, Options, Rule, Setting, Severity, nearest};

/// What a rule can be told.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[serde(expecting = "a mapping such as {severity: warning}")]
pub(super) struct RuleOptions {
    /// How much its findings weigh. Without it: the default of the rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<Text<Severity>>,
    /// Headings that every report must have.
    #[serde(skip_serializing_if = "Option::is_none")]
    required_sections: Option<Vec<Text<Words>>>,
    /// Facts that every report must state.
    #[serde(skip_serializing_if = "Option::is_none")]
    required_fields: Option<Vec<Text<Field>>>,
    /// What vague actions begin with.
    #[serde(skip_serializing_if = "Option::is_none")]
    phrases: Option<Vec<Text<Words>>>,
    /// From how much likeness on two actions count as the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    alike: Option<Text<Percent>>,
}

impl RuleOptions {
    /// The names of the options that are given.
    fn given(&self) -> Vec<&'static str> {
        let named = [
            ("required-sections", self.required_sections.is_some()),
            ("required-fields", self.required_fields.is_some()),
            ("phrases", self.phrases.is_some()),
            ("alike", self.alike.is_some()),
        ];
        let given = named.into_iter().filter(|(_, given)| *given);
        given.map(|(name, _)| name).collect()
    }

    /// An option that is another rule's, in words.
    fn wrong(&self, rule: Rule) -> Option<String> {
        let own = |name: &&str| rule.options().iter().any(|it| it.name == *name);
        let wrong = self.given().into_iter().find(|name| !own(name))?;
        Some(match Rule::with_option(wrong) {
            Some(other) => {
                format!("`{wrong}` is an option of `{other}`, and `{rule}` has no use for it")
            }
            None => format!("`{rule}` has no option `{wrong}`"),
        })
    }
}

impl Scalar for Field {
    const ACCEPTS: &'static str =
        "title, severity, start, end, impact, services, root-cause, resolution or timeline";

    fn read(text: &str) -> Result<Self, String> {
        let known = Self::ALL.map(Self::as_str);
        let found = Self::ALL.into_iter().find(|it| it.as_str() == text);
        let meant = || nearest(text, known).map(|it| format!("did you mean `{it}`?"));
        found.ok_or_else(|| meant().unwrap_or_default())
    }

    fn text(&self) -> String {
        self.as_str().to_owned()
    }

    fn schema() -> serde_json::Value {
        serde_json::json!({ "enum": Self::ALL.map(Self::as_str) })
    }
}

impl Scalar for Rule {
    const ACCEPTS: &'static str = "the name of a rule";

    fn read(text: &str) -> Result<Self, String> {
        text.parse()
            .map_err(|error: crate::policy::UnknownRule| match error.meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => {
                    let ids: Vec<&str> = Self::ALL.iter().map(|rule| rule.id()).collect();
                    format!("the rules are {}", ids.join(", "))
                }
            })
    }

    fn text(&self) -> String {
        self.id().to_owned()
    }
}

/// The rules by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub(super) struct Rules(BTreeMap<Text<Rule>, RuleEntry>);

impl Rules {
    /// The severities that are given.
    pub(super) fn settings(&self) -> BTreeMap<Rule, Setting> {
        let given = self.0.iter();
        given
            .filter_map(|(rule, entry)| Some((rule.0, entry.0.severity.as_ref()?.0.into())))
            .collect()
    }

    /// The options, with the defaults of those that are not given.
    pub(super) fn options(&self) -> Options {
        let mut all = Options::default();
        let words = |list: &Vec<Text<Words>>| list.iter().map(|it| it.0.0.clone()).collect();
        for RuleEntry(given) in self.0.values() {
            if let Some(list) = &given.required_sections {
                all.required_sections = words(list);
            }
            if let Some(list) = &given.required_fields {
                all.required_fields = list.iter().map(|it| it.0).collect();
            }
            if let Some(list) = &given.phrases {
                all.phrases = words(list);
            }
            if let Some(percent) = &given.alike {
                all.alike = percent.0.0;
            }
        }
        all
    }
}

impl<'de> Deserialize<'de> for Rules {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Rules;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping whose keys are rules")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Rules, A::Error> {
                let mut rules = BTreeMap::new();
                while let Some(rule) = map.next_key_seed(NewKey(&rules))? {
                    let entry = map.next_value_seed(OfRule(rule.0))?;
                    rules.insert(rule, entry);
                }
                Ok(Rules(rules))
            }
        }

        deserializer.deserialize_map(Reader)
    }
}

impl JsonSchema for Rules {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rules".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let severity = generator.subschema_for::<Text<Severity>>();
        let all = generator.subschema_for::<RuleOptions>().to_value();
        let of = |rule: &Rule| {
            let mut own = all.clone();
            let has = |name: &str| rule.options().iter().any(|it| it.name == name);
            if let Some(properties) = own["properties"].as_object_mut() {
                properties.retain(|name, _| name == "severity" || has(name));
            }
            serde_json::json!({
                "description": rule.help(),
                "default": rule.default_severity().as_str(),
                "anyOf": [severity, own],
            })
        };
        let rules: serde_json::Map<String, serde_json::Value> = Rule::ALL
            .iter()
            .map(|rule| (rule.id().to_owned(), of(rule)))
            .collect();
        json_schema!({ "type": "object", "properties": rules, "additionalProperties": false })
    }
}

/// What the file says of one rule.
#[derive(Debug, Clone, PartialEq)]
struct RuleEntry(RuleOptions);

impl Serialize for RuleEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.severity {
            Some(severity) if self.0.given().is_empty() => severity.serialize(serializer),
            _ => self.0.serialize(serializer),
        }
    }
}

/// Reads what is said of this rule; only here does a complaint get its place.
struct OfRule(Rule);

impl<'de> DeserializeSeed<'de> for OfRule {
    type Value = RuleEntry;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<RuleEntry, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for OfRule {
    type Value = RuleEntry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("off, notice, warning or error, or {severity: …}")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<RuleEntry, E> {
        Ok(RuleEntry(RuleOptions {
            severity: Some(Text(read(text)?)),
            ..RuleOptions::default()
        }))
    }

    fn visit_unit<E: Error>(self) -> Result<RuleEntry, E> {
        Ok(RuleEntry(RuleOptions::default()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RuleEntry, A::Error> {
        let options = RuleOptions::deserialize(MapAccessDeserializer::new(map))?;
        match options.wrong(self.0) {
            Some(why) => Err(own_words(&why)),
            None => Ok(RuleEntry(options)),
        }
    }
}
