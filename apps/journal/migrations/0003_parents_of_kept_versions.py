from django.db import migrations


def give_parents(apps, schema_editor):
    """Tie each version to the one that stood before it; words that came too late never stood."""
    Revision = apps.get_model("journal", "Revision")
    entry, newest = None, None
    for one in Revision.objects.order_by("entry_id", "made_at", "pk").defer("document").iterator():
        if one.entry_id != entry:
            entry, newest = one.entry_id, None
        one.parent = newest
        one.stood = not (one.reason == "conflict" and newest and one.base < newest.base)
        if one.parent or not one.stood:
            one.save(update_fields=["parent", "stood"])
        newest = one if one.stood else newest


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0002_bin_addenda_parents'),
    ]

    operations = [
        migrations.RunPython(give_parents, migrations.RunPython.noop),
    ]
