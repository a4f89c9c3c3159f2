"""What of the counts may be shown, so that nobody can be recognised in a report.

`layouts` and `outcomes` declare how rows may be grouped, `suppression` says which counts are withheld, `publishing`,
`crossing` and `deciding` make the tables. `statements`, `changes`, `differencing`, `system` and `solving` keep reports
that stand beside each other from giving each other away.
"""
